namespace L4Balancer.Core.Capacity;

/// <summary>Finds what limits a pool, and says it in a sentence.</summary>
internal static class Bottlenecks
{
    /// <summary>From here on a backend is nearly full.</summary>
    private const double Busy = 0.8;

    /// <summary>Slower than the others by this factor stands out.</summary>
    private const double Slow = 1.5;

    /// <summary>Shares within this factor of each other are equal.</summary>
    private const double Even = 1.25;

    public static Bottleneck Of(PoolLoad pool, LoadShares shares)
    {
        if (shares.Used.Count == 0) return new Bottleneck(null, "no backend gets new sessions");
        var ofPool = Utilisation.OfPool(pool);
        var busiest = shares.Used.Select(b => (Backend: b, Estimate: shares.UtilisationOf(b)))
            .MaxBy(e => e.Estimate.Share ?? -1);
        if (ofPool.Share >= Busy && ofPool.Share >= (busiest.Estimate.Share ?? 0))
            return new Bottleneck(null, $"the pool is nearest to its limit: {ofPool.How}");
        if (busiest.Estimate.Share >= Busy)
        {
            var (address, estimate) = (busiest.Backend.Address, busiest.Estimate);
            return new Bottleneck(address, $"{address} is nearest to its limit: {estimate.How}");
        }

        BackendLoad[] measured = [.. shares.Used.Where(b => b.Answers >= ResponseCurve.AnswersMin && b.Response > 0)];
        if (measured.Length < 2) return new Bottleneck(null, "none is known: too few answers were measured to compare");
        var slowest = measured.MaxBy(b => b.Response)!;
        var usual = Median([.. measured.Where(b => b != slowest).Select(b => b.Response!.Value)]);
        var factor = slowest.Response!.Value / usual;
        return factor < Slow
            ? new Bottleneck(null, $"none: the slowest backend answers within {Words.Times(factor)} the median")
            : new Bottleneck(
                slowest.Address,
                $"{slowest.Address} is the slowest: {Words.Times(factor)} the median response time of the others "
                + $"({Words.Duration(slowest.Response.Value)} and {Words.Duration(usual)}) {ShareOf(slowest, shares)}");
    }

    private static string ShareOf(BackendLoad backend, LoadShares shares)
    {
        var relative = shares.Relative(backend) ?? 1;
        if (relative is < 1 / Even or > Even) return $"with {Words.Times(relative)} its share of the load";
        var isEqual = shares.Used.All(b => b.WeightInForce == backend.WeightInForce);
        return isEqual ? "at equal share" : "at the share of its weight";
    }

    internal static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
