using System.Runtime.Versioning;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Native;

/// <summary>The turn of a session in a line. It is woken on any thread, and notifies the session's loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PlaceWaiter(NativeSession session, NativeWorker worker, WaitingLine line) : Waiter
{
    public WaitingLine Line { get; } = line;

    public override void Wake() => worker.Post(() => session.OnWoken(this));
}
