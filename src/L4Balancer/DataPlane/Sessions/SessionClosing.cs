using L4Balancer.Core.Sessions;
namespace L4Balancer.DataPlane.Sessions;

/// <summary>How the two connections of a session are closed, by its reason.</summary>
public static class SessionClosing
{
    /// <summary>
    /// True for the connection that gets RST; the other gets FIN. An abort is passed on as an abort, and so is what an
    /// operator ends. A timeout, a drain and a stop are FIN to the client, who did nothing wrong and comes back in
    /// order, and RST to the backend, whose port is free again at once. A refusal is
    /// RST: the client sees it like a refused connect, and a flood of refused clients leaves nothing in TIME_WAIT here.
    /// </summary>
    public static (bool Client, bool Server) ResetOf(CloseReason reason) => reason switch
    {
        CloseReason.ClientClosed or CloseReason.BackendClosed => (false, false),
        CloseReason.ClientReset or CloseReason.ClientGone => (false, true),
        CloseReason.BackendReset => (true, false),
        CloseReason.ClientIdle or CloseReason.ServerIdle or CloseReason.HalfClosedIdle or CloseReason.MaxAge
            or CloseReason.Drained or CloseReason.Shutdown => (false, true),
        _ => (true, true),
    };
}
