using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// What is decided about a client between accept and connect: whether it is served, whether bytes of it are wanted
/// first, which pool serves it, and how long it may wait for a place. The seam for new rules: none of them knows a
/// socket, a clock or a loop. Any thread.
/// </summary>
internal class AdmissionRules
{
    /// <summary>
    /// Takes the places that the client needs. Called on the loop that accepted it, before it is handed to another one;
    /// again when it was woken from a line, and when its preread is done.
    /// </summary>
    /// <param name="held">What it took before.</param>
    /// <returns>With everything that it holds now, what it held before included.</returns>
    public virtual AdmissionDecision Decide(in Arrival arrival, Ticket held)
    {
        // First, for it is a place that no wait can replace: the client's descriptor is open already.
        if (held.Process is null)
        {
            var places = arrival.Slot.Process;
            if (!places.TryTake()) return AdmissionDecision.Refuse(CloseReason.RefusedSessionLimit);
            held = held with { Process = places };
        }

        if (held.Listener is null)
        {
            var gate = arrival.Slot.Gate;
            if (!gate.TryEnter(arrival.Listener.Config.MaxConnections))
            {
                return PatienceFor(arrival.Listener) > TimeSpan.Zero
                    ? AdmissionDecision.Wait(arrival.Listener, gate.Line, held)
                    : AdmissionDecision.Refuse(CloseReason.RefusedListenerFull, held);
            }

            held = held with { Listener = gate };
        }

        return AdmissionDecision.Admit(arrival.Listener, held);
    }

    /// <summary>What reads the first bytes of a client of this listener; null when none are wanted.</summary>
    public virtual Preread? PrereadOf(ListenerView listener) => null;

    /// <summary>How long a client may wait for a place at a full listener; zero is not at all.</summary>
    public virtual TimeSpan PatienceFor(ListenerView listener) => TimeSpan.Zero;

    /// <summary>How long a client may wait for a place in a full pool; zero is not at all.</summary>
    public virtual TimeSpan PatienceFor(PoolView pool) => TimeSpan.Zero;
}
