using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// The input of a policy: the backends of the tier in use, in the order of the config. Immutable.
/// <see cref="All"/> includes backends that are not eligible now, for policies whose answer must not change when
/// another backend's health changes; only the indexes in <see cref="Eligible"/> may be picked. A pick is an index into
/// <see cref="All"/>.
/// </summary>
public sealed class BackendSet
{
    /// <param name="suspects">Indexes of backends that are not eligible but get a trickle.</param>
    public BackendSet(BackendView[] all, bool[] isEligible, int[]? suspects = null)
    {
        Invariant.Require(all.Length == isEligible.Length, "Every backend of a set is eligible or not.");
        All = all;
        IsEligible = isEligible;
        Suspects = suspects ?? [];
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

    /// <summary>
    /// The indexes into <see cref="All"/> of backends that may hang. They are not eligible, so no policy picks them:
    /// the pool gives them a session now and then, or when nobody else can take it.
    /// </summary>
    public int[] Suspects { get; }

    /// <summary>Connects in flight to each backend; 0 is no limit.</summary>
    public int PendingLimit { get; init; }

    /// <summary>The data of each backend of <see cref="All"/> that a pick reads, adjacent in memory.</summary>
    public BackendSlot[] Slots { get; }

    /// <summary>
    /// Whether this session can take the backend now: eligible, not tried by it before, and with room.
    /// </summary>
    public bool CanTake(int index, in PickContext context) =>
        Slots[index].HasRoom && !context.IsExcluded(index) && !IsCrowded(index);

    /// <summary>Whether as many connects to the backend are in flight as may be.</summary>
    public bool IsCrowded(int index) => PendingLimit != 0 && Slots[index].Counters.Pending >= PendingLimit;

    /// <summary>
    /// Returns the first backend that can be taken, from index <paramref name="start"/> of <see cref="Eligible"/> on
    /// and around, or <see cref="Policy.None"/>. Every policy tries this before it returns none. O(n).
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
/// The data of a backend that a pick reads: 24 bytes in one array, so that a pick among thousands misses the cache once
/// here, then at the counters.
/// </summary>
public readonly struct BackendSlot(BackendView view, bool isEligible)
{
    public BackendView View { get; } = view;

    public BackendCounters Counters { get; } = view.Counters;

    /// <summary>The current weight (<see cref="BackendView.Weight"/>).</summary>
    public int Weight { get; } = view.Weight;

    /// <summary>
    /// Maximum concurrent sessions: 0 if not eligible, <see cref="int.MaxValue"/> if unlimited.
    /// </summary>
    public int Limit { get; } = isEligible ? view.MaxConnections : 0;

    /// <summary>
    /// Whether there is room. Without a limit the counter is not read: its cache line would be fetched shared here and
    /// again, exclusive, for the acquire.
    /// </summary>
    public bool HasRoom => Limit == int.MaxValue || Counters.Active < Limit;
}
