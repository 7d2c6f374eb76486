using System.Text;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Results;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Checks;

/// <summary>The cost of checks as a Markdown table: medians of the rounds.</summary>
internal static class CheckedTable
{
    public static void Render(StringBuilder text, IReadOnlyList<CheckedCell> cells)
    {
        if (cells.Count == 0) return;
        text.Append($"\n### Backends checked every {CheckedMeter.Interval.TotalSeconds:0} s, no clients\n\n");
        text.Append("|  | backends | connects/s | CPU % | CPU ratio | wake-ups/s | resident MB | above empty MB |\n");
        text.Append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var row in cells.GroupBy(c => (c.Backends, c.Balancer)))
        {
            var reference = Cpu(cells.Where(
                c => c.Backends == row.Key.Backends && c.Balancer == BalancerList.Reference));
            Row(text, row.Key.Balancer, row.Key.Backends, [.. row], reference);
        }

        foreach (var cell in cells.Where(c => c.Failure is not null))
            text.Append($"\n! {cell.Balancer}, {cell.Backends:#,##0} backends, round {cell.Round}: {cell.Failure}\n");
    }

    private static void Row(
        StringBuilder text, string balancer, int backends, IReadOnlyList<CheckedCell> cells, double? reference)
    {
        var cpu = Cpu(cells);
        var mark = cells.Any(c => c.Failure is not null) ? "!" : "";
        text.Append($"| {balancer}{mark} | {backends:#,##0} | {Count(c => c.ConnectsPerSecond)} | ");
        text.Append($"{Figures.Percent(cpu)} | {Figures.Ratio(reference > 0 ? cpu / reference : null)} | ");
        text.Append($"{Count(c => c.WakeUpsPerSecond)} | ");
        text.Append($"{Figures.Megabytes(MedianOf(cells, c => c.Bytes))} | ");
        text.Append($"{Figures.Megabytes(MedianOf(cells, c => c.Bytes - c.EmptyBytes))} |\n");

        string Count(Func<CheckedCell, double> value) => Figures.Rate(MedianOf(cells, value), WorkUnit.Request);
    }

    private static double? Cpu(IEnumerable<CheckedCell> cells) => MedianOf(cells, c => c.CpuShare);

    private static double? MedianOf(IEnumerable<CheckedCell> cells, Func<CheckedCell, double> value) =>
        Median.Of(cells.Where(c => c.Failure is null).Select(c => (double?)value(c)));
}
