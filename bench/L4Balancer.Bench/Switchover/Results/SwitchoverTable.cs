using System.Globalization;
using System.Text;

namespace L4Balancer.Bench.Switchover.Results;

/// <summary>A drill as Markdown text: medians over the rounds, and the worst round where it matters.</summary>
internal static class SwitchoverTable
{
    private static readonly string[] Columns =
    [
        "", "first s", "last s", "worst last s", "worst pause s", "stranded", "errors", "acknowledged", "lost",
        "misdirected",
    ];

    public static string Render(SwitchoverReport report)
    {
        var text = new StringBuilder();
        var machine = report.Machine;
        text.Append(CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, Linux {machine.Kernel}, {machine.Os}, {machine.DotNet}; ");
        text.AppendJoin(", ", machine.Versions.Select(v => $"{v.Key} {v.Value}"));
        text.Append(CultureInfo.InvariantCulture, $".\n{report.Clients} writers, {report.Rounds} rounds. ");
        text.Append("Times from the promotion to the first and the last client on the new primary.\n");
        foreach (var missing in report.Missing) text.Append($"\nNot available: {missing}.\n");
        foreach (var servers in report.Cells.GroupBy(c => c.Servers))
        {
            text.Append($"\n### {servers.Key}\n\n");
            Row(text, Columns);
            Row(text, ["---", .. Columns.Skip(1).Select(_ => "---:")]);
            foreach (var cells in servers.GroupBy(c => c.Balancer)) Row(text, Values(cells.Key, [.. cells]));
        }

        return text.ToString();
    }

    private static string[] Values(string balancer, SwitchoverCell[] cells) =>
    [
        balancer, Seconds(Median(cells, c => c.First)), Seconds(Median(cells, c => c.Last)),
        Seconds(cells.Max(c => c.Last)), Seconds(cells.Max(c => c.WorstPause)), Sum(cells, c => c.Stranded),
        Sum(cells, c => c.Errors), Sum(cells, c => c.Acknowledged), Sum(cells, c => c.Lost),
        Sum(cells, c => c.Misdirected),
    ];

    private static double? Median(SwitchoverCell[] cells, Func<SwitchoverCell, double?> value)
    {
        double[] sorted = [.. cells.Select(value).OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static string Sum(SwitchoverCell[] cells, Func<SwitchoverCell, int> value) =>
        cells.Sum(value).ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static void Row(StringBuilder text, IReadOnlyList<string> columns) =>
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
