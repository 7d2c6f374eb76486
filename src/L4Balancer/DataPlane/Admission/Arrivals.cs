using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>
/// The rules for arriving clients: the access list, the rate of the listener, and the limits of the source. Any thread.
/// </summary>
internal static class Arrivals
{
    /// <summary>
    /// Takes what the client needs. A refused client leaves no trace in the limits of others: a token of the listener
    /// that it took is returned. Its own source's token stays spent.
    /// </summary>
    /// <param name="held">Gets the place of its source.</param>
    /// <returns>Why the client is refused, otherwise None.</returns>
    public static CloseReason Enter(in Arrival arrival, ArrivalRules rules, ref Ticket held)
    {
        var (slot, now) = (arrival.Slot, arrival.Now);
        if (rules.Access is { } access && !access.Admits(arrival.Client))
            return Refuse(arrival, rules, CloseReason.RefusedAccess);
        if (rules.Rate is { } rate && !slot.Bucket.TryTake(rate, now))
            return Refuse(arrival, rules, CloseReason.RefusedListenerRate);
        held = held with { HasArrived = true };
        if (arrival.Client.IsUnix) return CloseReason.None;
        var verdict = slot.State.Sources.Enter(arrival.Client, rules.Source, slot.Number, now, out var place);
        held = held with { Source = place };
        if (verdict == SourceVerdict.Admitted) return CloseReason.None;
        if (rules.Rate is { } taken) slot.Bucket.GiveBack(taken);
        return verdict == SourceVerdict.TooFast ? CloseReason.RefusedSourceRate : CloseReason.RefusedSourceFull;
    }

    /// <summary>A client that had passed the rules is refused because its listener is full.</summary>
    public static void Refund(in Arrival arrival)
    {
        if (arrival.Listener.Arrival is not { } rules) return;
        if (rules.Rate is { } taken) arrival.Slot.Bucket.GiveBack(taken);
        Count(arrival, rules, hasEntered: true);
    }

    private static CloseReason Refuse(in Arrival arrival, ArrivalRules rules, CloseReason reason)
    {
        Count(arrival, rules, hasEntered: false);
        return reason;
    }

    private static void Count(in Arrival arrival, ArrivalRules rules, bool hasEntered)
    {
        var slot = arrival.Slot;
        if (arrival.Client.IsUnix) return;
        slot.State.Sources.Refuse(arrival.Client, rules.Source, slot.Number, arrival.Now, hasEntered);
    }
}
