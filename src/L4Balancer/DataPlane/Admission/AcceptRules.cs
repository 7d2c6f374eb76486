using L4Balancer.Core.Config;
using L4Balancer.Sockets;
using L4Balancer.Telemetry;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// How an accept loop handles a failed accept, in both engines; the engine classifies the errors. One accept loop.
/// </summary>
internal sealed class AcceptRules(EngineServices services, BindAddress bind)
{
    /// <summary>
    /// How long accepting pauses under pressure: long enough to cost nothing, short enough to be barely noticed by a
    /// client.
    /// </summary>
    public static readonly TimeSpan PressurePause = TimeSpan.FromMilliseconds(100);

    private readonly LogPace _pausePace = new(services.Time, TimeSpan.FromSeconds(10));

    /// <summary>
    /// The most clients accepted while a socket closes: a full queue. Neither new arrivals nor clients for which there
    /// is no file descriptor may keep it open forever.
    /// </summary>
    public static int ClosingMax(int backlog) => backlog + 1;

    /// <summary>Logs and counts a failed accept, and releases the spare descriptors under pressure.</summary>
    /// <param name="cause">The error in an operator's words.</param>
    /// <param name="isStopping">True if the socket was closed on purpose, so that its end need not be reported.</param>
    /// <returns>The fault, so that the caller can stop, pause or continue.</returns>
    public AcceptFault Follow(AcceptFault fault, string cause, bool isStopping = false)
    {
        if (fault == AcceptFault.Fatal && !isStopping) services.Log.AcceptFailed(bind, cause);
        if (fault != AcceptFault.Pressure) return fault;
        services.Spares.LetGo();
        services.Counters.CountAcceptPause();
        if (_pausePace.MayLog()) services.Log.AcceptPaused(bind, cause);
        return fault;
    }
}
