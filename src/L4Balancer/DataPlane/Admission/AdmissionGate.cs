using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// Decides whether an accepted connection is served. One gate per listener, shared by its accept loops; any thread.
/// </summary>
/// <param name="process">The places of the whole process.</param>
public sealed class AdmissionGate(SessionPlaces process)
{
    private int _active;

    /// <summary>Sessions of this listener now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>
    /// Takes a place; <see cref="CloseReason.None"/> means that it was given, anything else says why not.
    /// </summary>
    public CloseReason TryEnter(ListenerConfig listener)
    {
        if (!process.TryTake()) return CloseReason.RefusedSessionLimit;
        var limit = listener.MaxConnections == 0 ? int.MaxValue : listener.MaxConnections;
        if (Places.TryTake(ref _active, limit)) return CloseReason.None;
        process.GiveBack();
        return CloseReason.RefusedListenerFull;
    }

    /// <summary>Gives a place back; exactly once for every one given.</summary>
    public void Leave()
    {
        var left = Interlocked.Decrement(ref _active);
        Invariant.Require(left >= 0, "A place at a listener was given back twice.");
        process.GiveBack();
    }
}

/// <summary>The sessions that the process has file descriptors for. Any thread.</summary>
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
    /// Never above the limit, not even for a moment: to count first and take back would let two threads that both fail
    /// for the last place see each other's count, and both be refused.
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
