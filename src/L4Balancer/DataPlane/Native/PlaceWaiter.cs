using System.Runtime.Versioning;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Native;

/// <summary>The turn of a session in a line. It is woken on any thread, and notifies the session's loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PlaceWaiter(NativeSession session, NativeWorker worker, WaitingLine line) : Waiter
{
    public override void Wake() => worker.Post(() => session.OnWoken(this));

    /// <summary>Leaves the line. If the session was woken but takes no place, the next one is woken.</summary>
    /// <param name="isServed">It took the place that it was woken for.</param>
    public void Leave(bool isServed)
    {
        if (!line.TryLeave(this) && !isServed) line.WakeNext();
    }
}
