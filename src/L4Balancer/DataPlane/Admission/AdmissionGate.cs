using L4Balancer.Core;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Admission;

/// <summary>The sessions of one listener, over all its addresses. Any thread.</summary>
public sealed class AdmissionGate
{
    private int _active;

    /// <summary>Sessions of this listener now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Clients that wait for a place here.</summary>
    public WaitingLine Line { get; } = new();

    /// <summary>Takes a place.</summary>
    /// <param name="limit">Sessions at most; 0 is no limit.</param>
    public bool TryEnter(int limit) => Places.TryTake(ref _active, limit == 0 ? int.MaxValue : limit);

    /// <summary>Gives a place back; exactly once for every one taken.</summary>
    public void Leave()
    {
        var left = Interlocked.Decrement(ref _active);
        Invariant.Require(left >= 0, "A place at a listener was given back twice.");
        Line.WakeNext();
    }
}
