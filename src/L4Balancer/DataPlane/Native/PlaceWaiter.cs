using System.Runtime.Versioning;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Native;

/// <summary>The turn of a session in a line. It is woken on any thread, and passes the word to the session's loop.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PlaceWaiter(NativeSession session, NativeWorker worker, WaitingLine line) : Waiter
{
    public override void Wake() => worker.Post(() => session.OnWoken(this));

    /// <summary>
    /// Leaves the line. When it was woken before, a place is free for somebody: the next one is woken, in vain if the
    /// place was taken by this one.
    /// </summary>
    public void Leave()
    {
        if (!line.TryLeave(this)) line.WakeNext();
    }
}
