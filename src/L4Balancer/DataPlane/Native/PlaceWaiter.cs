using System.Runtime.Versioning;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Native;

/// <summary>The turn of a session in a line. It is woken on any thread, and passes the word to the session's loop.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PlaceWaiter(NativeSession session, NativeWorker worker, WaitingLine line) : Waiter
{
    public override void Wake() => worker.Post(() => session.OnWoken(this));

    /// <summary>Leaves the line. When it was woken and takes no place, its turn passes to the next one.</summary>
    /// <param name="isServed">It took the place that it was woken for.</param>
    public void Leave(bool isServed)
    {
        if (!line.TryLeave(this) && !isServed) line.WakeNext();
    }
}
