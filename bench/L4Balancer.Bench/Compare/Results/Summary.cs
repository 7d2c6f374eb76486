using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Results;

/// <summary>One workload through one balancer: the medians over the rounds. Null values were not measured.</summary>
internal sealed record SummaryRow
{
    public required string Balancer { get; init; }

    /// <summary>Units per second.</summary>
    public double? Rate { get; init; }

    /// <summary>Microseconds.</summary>
    public double? P50 { get; init; }

    public double? P99 { get; init; }

    public double? P999 { get; init; }

    /// <summary>Seconds of the balancer's processor time per unit.</summary>
    public double? BalancerCost { get; init; }

    /// <summary>Seconds of the machine's processor time per unit.</summary>
    public double? MachineCost { get; init; }

    /// <summary>Rate, as a ratio to that of the reference in the same round.</summary>
    public double? RateRatio { get; init; }

    /// <summary>
    /// The balancer's processor time per unit, as a ratio to that of the reference in the same round.
    /// </summary>
    public double? CostRatio { get; init; }

    /// <summary>Whether the machine was busy in at least one round.</summary>
    public bool IsNoisy { get; init; }

    /// <summary>Whether at least one round failed and was omitted.</summary>
    public bool HasFailed { get; init; }
}

/// <summary>One workload through all balancers.</summary>
internal sealed record Summary(Workload Workload, IReadOnlyList<SummaryRow> Rows)
{
    /// <param name="balancers">In the order of the report.</param>
    public static Summary Of(Workload workload, IReadOnlyList<string> balancers, IReadOnlyList<Cell> cells)
    {
        var mine = cells.Where(c => c.Workload == workload.Name).ToArray();
        var reference = mine.Where(c => c.Balancer == BalancerList.Reference && !c.HasFailed)
            .ToDictionary(c => c.Round);
        return new Summary(
            workload, [.. balancers.Select(b => RowOf(b, [.. mine.Where(c => c.Balancer == b)], reference))]);
    }

    public SummaryRow? RowOf(string balancer) => Rows.FirstOrDefault(r => r.Balancer == balancer);

    private static SummaryRow RowOf(string balancer, Cell[] cells, Dictionary<int, Cell> reference)
    {
        var good = cells.Where(c => !c.HasFailed).ToArray();
        return new SummaryRow
        {
            Balancer = balancer,
            Rate = Median.Of(good.Select(c => (double?)c.Rate)),
            P50 = Median.Of(good.Select(c => c.P50)),
            P99 = Median.Of(good.Select(c => c.P99)),
            P999 = Median.Of(good.Select(c => c.P999)),
            BalancerCost = Median.Of(good.Select(c => c.BalancerCost)),
            MachineCost = Median.Of(good.Select(c => c.MachineCost)),
            RateRatio = Median.Of(good.Select(c => Ratio(c.Rate, reference.GetValueOrDefault(c.Round)?.Rate))),
            CostRatio = Median.Of(
                good.Select(c => Ratio(c.BalancerCost, reference.GetValueOrDefault(c.Round)?.BalancerCost))),
            IsNoisy = good.Any(c => c.IsNoisy),
            HasFailed = cells.Any(c => c.HasFailed),
        };
    }

    private static double? Ratio(double? value, double? reference) => reference > 0 ? value / reference : null;
}
