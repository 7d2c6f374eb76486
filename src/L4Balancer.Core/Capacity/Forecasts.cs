using L4Balancer.Core.Config;

namespace L4Balancer.Core.Capacity;

/// <summary>What happens when the largest backends of a pool fail: who serves then, at which load.</summary>
internal static class Forecasts
{
    public static FailureForecast Of(PoolLoad pool, LoadShares shares, int failures)
    {
        BackendLoad[] failed = [.. shares.BySize().Take(failures)];
        BackendLoad[] rest = [.. shares.Used.Except(failed)];
        if (rest.Length > 0) return OfRest(pool, shares, failed, rest);
        var next = pool.Mode == FailoverMode.Manual
            ? null
            : pool.Backends.Where(b => b.IsEligible && !failed.Contains(b)).GroupBy(b => b.Tier).MinBy(g => g.Key);
        return next is null ? OfNothing(pool, failed) : OfTier(pool, failed, next.Key, [.. next]);
    }

    private static FailureForecast OfRest(
        PoolLoad pool, LoadShares shares, BackendLoad[] failed, BackendLoad[] rest)
    {
        var placed = Placement.Of(failed.Sum(b => b.Sessions), rest, pool);
        var (lost, weights) = (failed.Sum(b => shares.Of(b) ?? 0), rest.Sum(b => b.WeightInForce));
        double[] factors = [.. rest.Select(FactorOf)];
        var after = Busiest(rest, placed.Sessions, i => shares.WorkOf(rest[i]).Share * factors[i]);
        var factor = factors.Max();
        var others = rest.Length == 1 ? $"{rest[0].Address} carries" : $"the other {rest.Length} carry";
        return Make(
            failed, pool.ActiveTier, rest, placed.Unplaced, after,
            $"{others} {(rest.Length > 1 ? "up to " : "")}{Words.Times(factor)} today's load") with
        {
            LoadFactor = factor,
        };

        // Without a load of its own there is nothing to multiply: what its weight would have been worth.
        double FactorOf(BackendLoad b) => shares.Of(b) is > 0 and var own
            ? (own + lost * b.WeightInForce / weights) / own
            : shares.Weights / weights;
    }

    /// <summary>A backup has carried no load yet: only its max-connections are known.</summary>
    private static FailureForecast OfTier(PoolLoad pool, BackendLoad[] failed, int tier, BackendLoad[] next)
    {
        var placed = Placement.Of(failed.Sum(b => b.Sessions), next, pool);
        var after = Busiest(next, placed.Sessions, _ => null);
        return Make(
            failed, tier, next, placed.Unplaced, after,
            $"tier {tier} takes over with {Words.Of(next.Length, "backend")}, up to "
            + Words.Of((int)Math.Ceiling(placed.Sessions.Max()), "session") + (next.Length > 1 ? " each" : ""));
    }

    private static FailureForecast OfNothing(PoolLoad pool, BackendLoad[] failed)
    {
        var hasBackup = pool.Mode == FailoverMode.Manual
            && pool.Backends.Any(b => b.IsEligible && b.Tier != pool.ActiveTier);
        return new FailureForecast
        {
            Failed = [.. failed.Select(b => b.Address)],
            Outcome = FailureOutcome.NothingServes,
            Text = hasBackup
                ? "nothing serves until an operator moves the pool to another tier (mode: manual)"
                : "nothing serves: clients are refused",
        };
    }

    private static FailureForecast Make(
        BackendLoad[] failed, int tier, BackendLoad[] serving, int unplaced, (string? Backend, double? Share) busiest,
        string text)
    {
        var isUnknown = busiest.Share is null;
        var isExceeded = unplaced > 0 || busiest.Share > 1;
        text += busiest.Share is { } share
            ? $"; {busiest.Backend} is then at {Words.Percent(share)} of its limit"
            : "; no limit is known";
        if (unplaced > 0) text += $"; {Words.Of(unplaced, "session")} would find no place (max-connections)";
        return new FailureForecast
        {
            Failed = [.. failed.Select(b => b.Address)],
            Outcome = isExceeded ? FailureOutcome.Exceeded
                : isUnknown ? FailureOutcome.Unknown
                : FailureOutcome.Holds,
            Tier = tier,
            Serving = serving.Length,
            Unplaced = unplaced,
            Busiest = busiest.Backend,
            BusiestShare = busiest.Share,
            Text = text,
        };
    }

    /// <param name="sessions">Of each backend then.</param>
    /// <param name="work">Its utilisation then by another measure than connections; null if unknown.</param>
    private static (string? Backend, double? Share) Busiest(
        BackendLoad[] serving, double[] sessions, Func<int, double?> work)
    {
        (string? Backend, double? Share) most = (null, null);
        for (var i = 0; i < serving.Length; i++)
        {
            double? places = serving[i].MaxConnections > 0 ? sessions[i] / serving[i].MaxConnections : null;
            var share = work(i) is { } known && !(places > known) ? known : places;
            if (share is not null && !(most.Share >= share)) most = (serving[i].Address, share);
        }

        return most;
    }
}
