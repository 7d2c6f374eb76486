using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The decision about a client: it is admitted, or refused, or waits in line for another decision.
/// </summary>
/// <param name="Reason">Why it is refused; <see cref="CloseReason.None"/> if it is not.</param>
/// <param name="Listener">The listener in the table that the decision is based on; null if the client is
/// refused.</param>
/// <param name="Ticket">The places that the session holds from now on, waiting or not.</param>
/// <param name="Line">The line it waits in; null if it does not wait.</param>
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
