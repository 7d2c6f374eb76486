using L4Balancer.Core.Config;
using L4Balancer.Telemetry;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// What an accept loop does about a failed accept, in both engines; which error means what is for the engine to say.
/// One accept loop.
/// </summary>
internal sealed class AcceptRules(EngineServices services, BindAddress bind)
{
    /// <summary>
    /// How long accepting pauses under pressure: long enough to cost nothing, short enough that a client hardly
    /// notices.
    /// </summary>
    public static readonly TimeSpan PressurePause = TimeSpan.FromMilliseconds(100);

    private readonly LogPace _pausePace = new(services.Time, TimeSpan.FromSeconds(10));

    /// <summary>
    /// Clients accepted at most while a socket closes: a full queue. Those who come meanwhile must not keep it open for
    /// ever, nor must those for whom there is no file descriptor.
    /// </summary>
    public static int ClosingMax(int backlog) => backlog + 1;

    /// <summary>Logs and counts a failed accept, and makes room under pressure.</summary>
    /// <param name="cause">In an operator's words.</param>
    /// <param name="isStopping">True when the socket was closed on purpose, so that its end is no news.</param>
    /// <returns>The fault, for the caller to stop, pause or go on.</returns>
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
