using L4Balancer.Core;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Admission;

/// <summary>Counts the sessions of one listener, over all its addresses. Any thread.</summary>
public sealed class AdmissionGate
{
    private int _active;

    /// <summary>Current sessions of this listener.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Clients waiting for a place here.</summary>
    public WaitingLine Line { get; } = new();

    /// <summary>Takes a place.</summary>
    /// <param name="limit">The most sessions; 0 means no limit.</param>
    public bool TryEnter(int limit) => Places.TryTake(ref _active, limit == 0 ? int.MaxValue : limit);

    /// <summary>Returns a place; exactly once for each place taken.</summary>
    public void Leave()
    {
        var left = Interlocked.Decrement(ref _active);
        Invariant.Require(left >= 0, "A place at a listener was given back twice.");
        Line.WakeNext();
    }
}
