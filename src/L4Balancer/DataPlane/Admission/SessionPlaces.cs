using L4Balancer.Core;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Counts sessions against the file descriptors of the process. Any thread.</summary>
/// <param name="max">At least 1.</param>
public sealed class SessionPlaces(int max)
{
    private int _taken;

    public int Max { get; } = max;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake() => Places.TryTake(ref _taken, Max);

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
