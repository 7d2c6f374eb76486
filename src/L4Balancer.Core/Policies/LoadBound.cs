using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// The bound on a backend's sessions so that none has more than a multiple of its fair share:
/// ceil(factor * sessions * weight / sum of the weights), including the session being placed. Source: Mirrokni,
/// Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2016.
/// </summary>
/// <remarks>
/// Integers throughout, so that the bound is exact; the factor has three decimals. The sessions are those of the
/// whole pool: those on backends that are no longer eligible make the bound wider, never narrower, so there
/// is always a backend below it.
/// </remarks>
internal sealed class LoadBound
{
    private readonly BackendSet _set;
    private readonly PoolCounters _counters;
    private readonly long _factorPermille;

    public LoadBound(double factor, BackendSet set, PoolCounters counters)
    {
        (_set, _counters) = (set, counters);
        _factorPermille = (long)Math.Round(factor * 1000);
        foreach (var index in set.Eligible) EligibleWeight += set.Slots[index].Weight;
    }

    /// <summary>The sum of the weights of all eligible backends.</summary>
    public long EligibleWeight { get; }

    /// <summary>The current bound of a backend, if backends of the given total weight share the sessions.</summary>
    public int CapOf(int index, long sharingWeight)
    {
        var share = _factorPermille * _set.Slots[index].Weight * _counters.Active;
        var divisor = 1000 * sharingWeight;
        return (int)Math.Min(int.MaxValue, (share + divisor - 1) / divisor);
    }

    /// <summary>The sum of the weights of the backends that this session can take. O(n).</summary>
    public long TakeableWeight(in PickContext context)
    {
        var sum = 0L;
        foreach (var index in _set.Eligible)
        {
            if (_set.CanTake(index, in context)) sum += _set.Slots[index].Weight;
        }

        return sum;
    }
}
