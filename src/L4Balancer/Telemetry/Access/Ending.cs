using L4Balancer.Core.Sessions;

namespace L4Balancer.Telemetry.Access;

/// <summary>Who ended a session, and how: what <see cref="CloseReason"/> means to somebody who reads the log.</summary>
/// <param name="By"><c>client</c>, <c>backend</c>, <c>balancer</c> or <c>operator</c>.</param>
/// <param name="How">One word: <c>fin</c>, <c>rst</c>, <c>timeout</c> ...</param>
public readonly record struct Ending(string By, string How)
{
    private const string Client = "client";
    private const string Backend = "backend";
    private const string Balancer = "balancer";
    private const string Operator = "operator";

    /// <exception cref="ArgumentOutOfRangeException">The session has not ended.</exception>
    public static Ending Of(CloseReason reason) => reason switch
    {
        CloseReason.ClientClosed => new(Client, "fin"),
        CloseReason.BackendClosed => new(Backend, "fin"),
        CloseReason.ClientReset => new(Client, "rst"),
        CloseReason.BackendReset => new(Backend, "rst"),
        CloseReason.ClientGone => new(Client, "gone"),
        CloseReason.ClientIdle or CloseReason.ServerIdle or CloseReason.HalfClosedIdle or CloseReason.MaxAge =>
            new(Balancer, "timeout"),
        CloseReason.BackendDown => new(Balancer, "down"),
        CloseReason.Drained => new(Operator, "drain"),
        CloseReason.OperatorReset or CloseReason.OperatorClosed => new(Operator, "rst"),
        CloseReason.Shutdown => new(Operator, "shutdown"),
        CloseReason.RefusedConnectFailed => new(Backend, "refused"),
        CloseReason.RefusedListenerFull or CloseReason.RefusedSessionLimit or CloseReason.RefusedNoneEligible
            or CloseReason.RefusedAllFull or CloseReason.RefusedLocalShortage => new(Balancer, "refused"),
        CloseReason.Bug => new(Balancer, "bug"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not the end of a session."),
    };
}
