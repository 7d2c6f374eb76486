using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Protocols;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The decisions about a client between accept and connect: whether it is served, whether its first bytes are read
/// before that, which pool serves it, and how long it may wait for a place. The seam for new rules: none of them knows
/// about sockets, clocks or loops. Any thread.
/// </summary>
internal class AdmissionRules
{
    /// <summary>
    /// Takes the places that the client needs. Called on the loop that accepted it, before it is handed to another;
    /// again when it is woken in a line, and when its preread is complete.
    /// </summary>
    /// <param name="held">The places it took earlier.</param>
    /// <returns>The decision, with all places held now, including those held before.</returns>
    public virtual AdmissionDecision Decide(in Arrival arrival, Ticket held)
    {
        if (arrival.IsFromStranger) return AdmissionDecision.Refuse(CloseReason.RefusedProxyHeader, held);

        // First, because no wait can replace this place: the client's descriptor is already open.
        if (held.Process is null)
        {
            var state = arrival.Slot.State;
            if (!state.TryTakePlace()) return AdmissionDecision.Refuse(CloseReason.RefusedSessionLimit);
            held = held with { Process = state.Places };
        }

        // All else is about the client, and a place at the listener is only for one that has shown who it is.
        if (!arrival.IsClientKnown) return AdmissionDecision.Admit(arrival.Listener, held);
        if (held.Listener is null)
        {
            if (!held.HasArrived && arrival.Listener.Arrival is { } rules)
            {
                var refusal = Arrivals.Enter(arrival, rules, ref held);
                if (refusal != CloseReason.None) return AdmissionDecision.Refuse(refusal, held);
            }

            var gate = arrival.Slot.Gate;
            if (!gate.TryEnter(arrival.Listener.Config.MaxConnections))
            {
                if (PatienceFor(arrival.Listener) > TimeSpan.Zero)
                    return AdmissionDecision.Wait(arrival.Listener, gate.Line, held);
                if (held.HasArrived) Arrivals.Refund(arrival);
                return AdmissionDecision.Refuse(CloseReason.RefusedListenerFull, held);
            }

            held = held with { Listener = gate };
        }

        return AdmissionDecision.Admit(arrival.Listener, held);
    }

    /// <summary>The cancel keys of running sessions.</summary>
    public CancelKeys CancelKeys { get; } = new();

    /// <summary>
    /// The preread that follows for this client: first what tells its address, then what tells where it wants to go.
    /// </summary>
    /// <param name="previous">The one that has answered last; null if there was none.</param>
    /// <returns>Null if a backend can be picked.</returns>
    public virtual Preread? NextPreread(in Arrival arrival, Preread? previous)
    {
        if (!arrival.IsClientKnown) return new ProxyPreread(arrival.Listener.Config.AcceptProxy!, arrival.Client);
        if (previous is CancelPreread) return null;
        var listener = arrival.Listener;
        if (listener.Config.WaitsForData && previous is not (FirstBytePreread or RoutePreread))
            return new FirstBytePreread(listener.Config.FirstByteTimeout);
        if (listener.Routes is not null && previous is not RoutePreread) return new RoutePreread(listener);
        return arrival.Listener.Pool.Terms.Protocol == ProtocolKind.Postgresql
            ? new CancelPreread(arrival.Listener.Pool, CancelKeys)
            : null;
    }

    /// <summary>How long a client may wait for a place at a full listener; zero means not at all.</summary>
    public virtual TimeSpan PatienceFor(ListenerView listener) => TimeSpan.Zero;

    /// <summary>How long a client may wait for a place in a full pool; zero means not at all.</summary>
    public virtual TimeSpan PatienceFor(PoolView pool) => pool.Config.Queue?.Timeout ?? TimeSpan.Zero;
}
