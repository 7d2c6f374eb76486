using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>How the connections of a session are closed, by its reason.</summary>
public static class SessionClosing
{
    /// <summary>
    /// True when both connections get RST, false when both get FIN. A FIN says that nothing is missing, so it is only
    /// ever passed on and never made here: a transfer that the balancer cuts short, whatever for, must not look whole
    /// to the one who reads it. RST also frees the port at once, and a flood of refused clients leaves nothing in
    /// TIME_WAIT.
    /// </summary>
    public static bool IsReset(CloseReason reason) =>
        reason is not (CloseReason.ClientClosed or CloseReason.BackendClosed);
}
