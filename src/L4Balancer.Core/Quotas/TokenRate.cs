using L4Balancer.Core.Config;

namespace L4Balancer.Core.Quotas;

/// <summary>
/// A rate and a burst, in nanoseconds: what one token costs, and how much may be spent at once. A bucket is then a
/// single number, the moment until which everything is spent (GCRA, the theoretical arrival time of ITU-T I.371).
/// </summary>
/// <param name="Cost">Nanoseconds until a token has come back.</param>
/// <param name="Depth">Nanoseconds of a full bucket.</param>
public readonly record struct TokenRate(long Cost, long Depth)
{
    /// <summary>
    /// Loops know the time to the millisecond, so a bucket holds at least the tokens of one: with a smaller burst a
    /// high rate could not be reached.
    /// </summary>
    private const long TickNanoseconds = 1_000_000;

    public static TokenRate Of(ConnectionRateConfig config)
    {
        var cost = 1_000_000_000L / config.Rate;
        return new TokenRate(cost, Math.Max(cost * (config.Burst ?? config.Rate), cost + TickNanoseconds));
    }

    /// <summary>Takes a token, if there is one.</summary>
    /// <param name="spentUntil">The bucket; 0 is a full one.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public bool TryTake(ref long spentUntil, long now)
    {
        var at = now * TickNanoseconds;
        var next = Math.Max(spentUntil, at) + Cost;
        if (next - at > Depth) return false;
        spentUntil = next;
        return true;
    }

    /// <summary>Until when a bucket that comes from elsewhere can be spent: a day.</summary>
    public static long LatestAt(long now) => (now + 86_400_000) * TickNanoseconds;

    /// <summary>Whether all tokens have come back.</summary>
    public static bool IsFull(long spentUntil, long now) => spentUntil <= now * TickNanoseconds;
}
