using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// What was decided about a client: it is admitted, or refused, or it waits in a line and is decided about again.
/// </summary>
/// <param name="Reason">Why it is refused; <see cref="CloseReason.None"/> when it is not.</param>
/// <param name="Listener">The listener of the table that was decided by; null when it is refused.</param>
/// <param name="Ticket">What the session holds from now on, waiting or not.</param>
/// <param name="Line">Where it waits; null when it does not.</param>
internal readonly record struct AdmissionDecision(
    CloseReason Reason, ListenerView? Listener, Ticket Ticket, WaitingLine? Line)
{
    public bool IsRefused => Reason != CloseReason.None;

    public static AdmissionDecision Admit(ListenerView listener, Ticket ticket) =>
        new(CloseReason.None, listener, ticket, null);

    public static AdmissionDecision Refuse(CloseReason reason, Ticket held = default) =>
        new(reason, null, held, null);

    public static AdmissionDecision Wait(ListenerView listener, WaitingLine line, Ticket held) =>
        new(CloseReason.None, listener, held, line);
}
