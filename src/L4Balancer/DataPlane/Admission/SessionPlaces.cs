using L4Balancer.Core;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Counts sessions against the file descriptors of the process, and its <c>max-connections</c>. Any thread.
/// </summary>
/// <param name="descriptors">Sessions that the descriptors allow, at least 1.</param>
public sealed class SessionPlaces(int descriptors)
{
    private int _taken;
    private volatile int _max = descriptors; // Written by reloads only.

    /// <summary>Sessions that the descriptors allow.</summary>
    public int Descriptors { get; } = descriptors;

    /// <summary>The most sessions: those that are configured, or as many as the descriptors allow.</summary>
    public int Max => _max;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Sets the limit; sessions beyond a lower one stay.</summary>
    /// <param name="configured">0 is as many as the descriptors allow.</param>
    public void Limit(int configured) =>
        _max = configured == 0 ? Descriptors : Math.Min(configured, Descriptors);

    public bool TryTake() => Places.TryTake(ref _taken, _max);

    /// <summary>Takes a place beyond the limit, if need be.</summary>
    public void Take() => Interlocked.Increment(ref _taken);

    public void GiveBack()
    {
        var left = Interlocked.Decrement(ref _taken);
        Invariant.Require(left >= 0, "A place of the process was given back twice.");
    }
}

/// <summary>A count with a limit.</summary>
internal static class Places
{
    /// <summary>
    /// Never exceeds the limit, even for a moment: incrementing first and undoing it would let two threads compete for
    /// the last place, see each other's count, and both be refused.
    /// </summary>
    public static bool TryTake(ref int count, int limit)
    {
        var taken = Volatile.Read(ref count);
        while (taken < limit)
        {
            var seen = Interlocked.CompareExchange(ref count, taken + 1, taken);
            if (seen == taken) return true;
            taken = seen;
        }

        return false;
    }
}
