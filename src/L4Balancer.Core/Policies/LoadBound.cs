using L4Balancer.Core.Table;

namespace L4Balancer.Core.Policies;

/// <summary>
/// How many sessions a backend may hold so that none has more than a multiple of its fair share: ceil(factor * sessions
/// * weight / sum of the weights), over the eligible backends and with the session that is being placed. Source:
/// Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2016.
/// </summary>
/// <remarks>
/// Integers throughout, so that the bound is exact; the factor counts to three decimals. The sessions are those of the
/// whole pool: the ones still held by backends that are not eligible now make the bound wider, never narrower, so there
/// is always a backend below it.
/// </remarks>
internal sealed class LoadBound
{
    private readonly BackendSet _set;
    private readonly PoolCounters _counters;
    private readonly long _factorPermille;
    private readonly long _divisor;

    public LoadBound(double factor, BackendSet set, PoolCounters counters)
    {
        (_set, _counters) = (set, counters);
        _factorPermille = (long)Math.Round(factor * 1000);
        foreach (var index in set.Eligible) _divisor += 1000L * set.Slots[index].Weight;
    }

    /// <summary>The bound of an eligible backend at this moment.</summary>
    public int CapOf(int index)
    {
        var share = _factorPermille * _set.Slots[index].Weight * _counters.Active;
        return (int)Math.Min(int.MaxValue, (share + _divisor - 1) / _divisor);
    }
}
