using System.Text;
using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>A comparison as Markdown text.</summary>
internal static class MarkdownReport
{
    private const string NoisyNote =
        "\n\\* others or the hypervisor took more than 10 % of the machine, three times in a row.\n";

    public static string Render(CompareReport report, IReadOnlyList<Summary> summaries)
    {
        var text = new StringBuilder();
        Head(text, report);
        if (summaries.Count > 0) Ratios(text, report, summaries);
        foreach (var summary in summaries) Block(text, summary);
        if (report.Idle.Count > 0) Idle(text, report.Idle);
        CheckedTable.Render(text, report.Checked);
        Foot(text, report, summaries);
        return text.ToString();
    }

    private static void Head(StringBuilder text, CompareReport report)
    {
        var machine = report.Machine;
        if (report.IsForced) text.Append("**Measured on a busy machine: these figures are meaningless.**\n\n");
        text.Append($"{machine.Processor}, {machine.Cores} cores, Linux {machine.Kernel}, {machine.Os}, ");
        text.Append($"{machine.DotNet}; ");
        text.Append(string.Join(", ", machine.Versions.Select(v => $"{v.Key} {v.Value}")));
        text.Append($". Medians of {report.Rounds} rounds, {report.CellSeconds:0.#} s each.\n");
        if (report.Feature.Length > 0) text.Append($"\nAll balancers do this: {report.Feature}.\n");
        foreach (var missing in report.Missing) text.Append($"\nNot available: {missing}.\n");
        if (report.Cells.Count == 0) return;
        text.Append($"\nMaximum use by others in a cell: {report.Cells.Max(c => c.ForeignShare):P0} of the machine; ");
        text.Append($"stolen by the hypervisor: {report.Cells.Max(c => c.StolenShare):P0}.\n");
    }

    /// <summary>The overview.</summary>
    private static void Ratios(StringBuilder text, CompareReport report, IReadOnlyList<Summary> summaries)
    {
        text.Append("\n### Ratios to HAProxy: rate / CPU time of the balancer\n\n");
        Row(text, ["workload", .. report.Balancers]);
        Row(text, ["---", .. report.Balancers.Select(_ => "---:")]);
        foreach (var summary in summaries) Row(text, [summary.Workload.Name, .. summary.Rows.Select(Cell)]);

        static string Cell(SummaryRow row) =>
            $"{Figures.Ratio(row.RateRatio)} / {Figures.Ratio(row.CostRatio)}{Marks(row)}";
    }

    private static void Block(StringBuilder text, Summary summary)
    {
        var (rate, cost) = summary.Workload.Unit == WorkUnit.Byte ? ("GB/s", "s/GB") : ("requests/s", "us/request");
        text.Append($"\n### {summary.Workload.Name}: {summary.Workload.Title}\n\n");
        Row(text,
        [
            "", rate, "p50 us", "p99 us", "p99.9 us", $"balancer CPU {cost}", $"machine CPU {cost}", "rate ratio",
            "CPU ratio",
        ]);
        Row(text, ["---", .. Enumerable.Repeat("---:", 8)]);
        foreach (var row in summary.Rows) Row(text, Columns(row, summary.Workload.Unit));
    }

    private static string[] Columns(SummaryRow row, WorkUnit unit) =>
    [
        row.Balancer + Marks(row), Figures.Rate(row.Rate, unit), Figures.Latency(row.P50), Figures.Latency(row.P99),
        Figures.Latency(row.P999), Figures.Cost(row.BalancerCost, unit), Figures.Cost(row.MachineCost, unit),
        Figures.Ratio(row.RateRatio), Figures.Ratio(row.CostRatio),
    ];

    private static void Idle(StringBuilder text, IReadOnlyList<IdleCell> cells)
    {
        text.Append("\n### idle-memory: idle sessions\n\n");
        Row(text, ["", "sessions", "kB/session", "empty kB", "idle CPU %", "wake-ups/s"]);
        Row(text, ["---", .. Enumerable.Repeat("---:", 5)]);
        foreach (var cell in cells) Row(text, Columns(cell));
    }

    private static string[] Columns(IdleCell cell) => cell.Failure is not null
        ? [cell.Balancer + "!", .. Enumerable.Repeat(Figures.None, 5)]
        :
        [
            cell.Balancer, $"{cell.Sessions:#,##0}", Figures.Kilobytes(cell.BytesPerSession),
            Figures.Kilobytes(cell.EmptyBytes), $"{100 * cell.IdleCpuShare:0.0}", $"{cell.WakeUpsPerSecond:0.0}",
        ];

    private static void Foot(StringBuilder text, CompareReport report, IReadOnlyList<Summary> summaries)
    {
        var rows = summaries.SelectMany(s => s.Rows).ToArray();
        if (rows.Any(r => r.IsNoisy)) text.Append(NoisyNote);
        if (!rows.Any(r => r.HasFailed) && report.Idle.All(c => c.Failure is null)) return;
        text.Append("\n! failed in at least one round, which is omitted:\n\n");
        foreach (var cell in report.Cells.Where(c => c.HasFailed))
        {
            var why = cell.Failure ?? $"{cell.Errors} requests failed";
            text.Append($"- {cell.Workload}, {cell.Balancer}, round {cell.Round}: {why}\n");
        }

        foreach (var cell in report.Idle.Where(c => c.Failure is not null))
            text.Append($"- idle-memory, {cell.Balancer}: {cell.Failure}\n");
    }

    private static string Marks(SummaryRow row) => (row.IsNoisy ? "\\*" : "") + (row.HasFailed ? "!" : "");

    private static void Row(StringBuilder text, IReadOnlyList<string> columns) =>
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n");
}
