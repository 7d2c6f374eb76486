using System.Globalization;
using System.Text;

namespace L4Balancer.Bench.Upgrade.Results;

/// <summary>A drill as Markdown text.</summary>
internal static class UpgradeTable
{
    private const double Mebibyte = 1024 * 1024;

    private static string[] Columns(double after) =>
    [
        "", "how", "sessions kept", "lost", FormattableString.Invariant($"old processes after {after:0.#} s"),
        "longest pause ms (before)", "connects failed", "longest connect ms", "MiB before", "at most", "at the end",
    ];

    public static string Render(UpgradeReport report)
    {
        var text = new StringBuilder();
        var machine = report.Machine;
        text.Append(CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, Linux {machine.Kernel}, {machine.Os}, {machine.DotNet}; ");
        text.AppendJoin(", ", machine.Versions.Select(v => $"{v.Key} {v.Value}"));
        text.Append(CultureInfo.InvariantCulture,
            $".\n{report.Idle} idle sessions, {report.Chatty} that send and check up to 1 KiB about 20 times a second");
        text.Append(CultureInfo.InvariantCulture, $", and {report.Rate} new ones a second.\n");
        foreach (var missing in report.Missing) text.Append($"\nNot available: {missing}.\n");
        text.Append('\n');
        var columns = Columns(report.After);
        Row(text, columns);
        Row(text, ["---", "---", .. columns.Skip(2).Select(_ => "---:")]);
        foreach (var cell in report.Cells) Row(text, Values(cell));
        return text.ToString();
    }

    private static string[] Values(UpgradeCell cell) =>
    [
        cell.Balancer, cell.Way, Number(cell.Kept), Counts(cell.Lost), Number(cell.OldProcesses),
        $"{Number(cell.PauseMilliseconds)} ({Number(cell.PauseBeforeMilliseconds)})",
        $"{Counts(cell.ConnectErrors)} of {Number(cell.Connects)}", Number(cell.ConnectMilliseconds),
        Number(cell.BytesBefore / Mebibyte), Number(cell.BytesMost / Mebibyte), Number(cell.BytesAfter / Mebibyte),
    ];

    private static string Counts(IReadOnlyDictionary<string, int> counts) => counts.Count == 0 ? "0"
        : $"{counts.Values.Sum()} ({string.Join(", ", counts.Select(c => $"{c.Key}: {Number(c.Value)}"))})";

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder text, IReadOnlyList<string> columns) =>
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
