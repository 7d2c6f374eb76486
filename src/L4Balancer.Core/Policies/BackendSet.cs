using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// What a policy is built from: the backends of the tier in use, in the order of the config. Immutable.
/// <see cref="All"/> holds the ones that are not eligible now too, for policies whose answer must not move when
/// somebody else's health changes; only the indexes in <see cref="Eligible"/> may be picked. A pick is an index into
/// <see cref="All"/>.
/// </summary>
public sealed class BackendSet
{
    public BackendSet(BackendView[] all, bool[] isEligible)
    {
        Invariant.Require(all.Length == isEligible.Length, "Every backend of a set is eligible or not.");
        All = all;
        IsEligible = isEligible;
        Slots = new BackendSlot[all.Length];
        var eligible = new List<int>(all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            Slots[i] = new BackendSlot(all[i], isEligible[i]);
            if (isEligible[i]) eligible.Add(i);
        }

        Eligible = [.. eligible];
    }

    public BackendView[] All { get; }

    public bool[] IsEligible { get; }

    /// <summary>The indexes into <see cref="All"/> that may be picked, ascending.</summary>
    public int[] Eligible { get; }

    /// <summary>What a pick reads of each backend of <see cref="All"/>, side by side in memory.</summary>
    public BackendSlot[] Slots { get; }

    /// <summary>
    /// True when the backend may be given to this session now: eligible, not tried by it before, and with room.
    /// </summary>
    public bool CanTake(int index, in PickContext context) => Slots[index].HasRoom && !context.IsExcluded(index);

    /// <summary>
    /// The first backend that can be taken, from place <paramref name="start"/> of <see cref="Eligible"/> on and
    /// around, or <see cref="Policy.None"/>. Every policy ends here before it says that there is none. O(n).
    /// </summary>
    public int FirstTakeable(int start, in PickContext context)
    {
        foreach (var index in Eligible.AsSpan(start))
        {
            if (CanTake(index, in context)) return index;
        }

        foreach (var index in Eligible.AsSpan(0, start))
        {
            if (CanTake(index, in context)) return index;
        }

        return Policy.None;
    }
}

/// <summary>
/// The part of a backend that a pick reads: 24 bytes in one array, so that a pick among thousands misses the cache here
/// once, then at the counters.
/// </summary>
public readonly struct BackendSlot(BackendView view, bool isEligible)
{
    public BackendView View { get; } = view;

    public BackendCounters Counters { get; } = view.Counters;

    /// <summary>The weight in force (<see cref="BackendView.Weight"/>).</summary>
    public int Weight { get; } = view.Weight;

    /// <summary>
    /// Sessions at the same time: 0 when not eligible, <see cref="int.MaxValue"/> when without limit.
    /// </summary>
    public int Limit { get; } = isEligible ? view.MaxConnections : 0;

    /// <summary>
    /// True while there is a place. Without a limit the counter is not read: its cache line would come shared here and
    /// be fetched again, exclusive, for the acquire.
    /// </summary>
    public bool HasRoom => Limit == int.MaxValue || Counters.Active < Limit;
}
