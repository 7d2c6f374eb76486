using System.Globalization;
using System.Text;
using L4Balancer.Bench.Drill.Faults;

namespace L4Balancer.Bench.Drill.Results;

/// <summary>A drill as Markdown text.</summary>
internal static class DrillTable
{
    private const string None = "-";

    private static readonly string[] Columns =
    [
        "", "errors", "over 100 ms", "p99 ms", "worst ms", "detection s", "share in the fault", "used again after s",
    ];

    public static string Render(DrillReport report, IReadOnlyList<Fault> faults)
    {
        var text = new StringBuilder();
        var machine = report.Machine;
        text.Append(CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, Linux {machine.Kernel}, {machine.Os}, {machine.DotNet}; ");
        text.AppendJoin(", ", machine.Versions.Select(v => $"{v.Key} {v.Value}"));
        text.Append(CultureInfo.InvariantCulture,
            $".\n{report.Sessions} sessions over 3 {report.Servers} servers at {report.Rate} a second");
        text.Append($", policy {report.Policy}");
        if (report.WeighBy is { } signal) text.Append($" with weigh-by: {signal}");
        text.Append(CultureInfo.InvariantCulture,
            $"; the fault of one server begins after {report.FaultAt:0.#} s and lasts {report.FaultFor:0.#} s.\n");
        foreach (var missing in report.Missing) text.Append($"\nNot available: {missing}.\n");
        foreach (var fault in faults) Block(text, fault, [.. report.Cells.Where(c => c.Fault == fault.Name)]);
        return text.ToString();
    }

    private static void Block(StringBuilder text, Fault fault, IReadOnlyList<DrillCell> cells)
    {
        if (cells.Count == 0) return;
        text.Append($"\n### {fault.Name}: {fault.Title}\n\n");
        Row(text, Columns);
        Row(text, ["---", .. Columns.Skip(1).Select(_ => "---:")]);
        foreach (var cell in cells) Row(text, Values(cell));
    }

    private static string[] Values(DrillCell cell) =>
    [
        cell.Balancer, Number(cell.Errors, "0"), Number(cell.Slow, "0"), Number(cell.P99Milliseconds, "0.0"),
        Number(cell.WorstMilliseconds, "0"), Number(cell.Detection, "0.00"),
        Number(100 * cell.ShareInFault, "0") + " %", Number(cell.UsedAgain, "0.00"),
    ];

    private static string Number(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? None;

    private static void Row(StringBuilder text, IReadOnlyList<string> columns) =>
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
