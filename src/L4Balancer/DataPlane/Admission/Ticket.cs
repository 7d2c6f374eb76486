using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.DataPlane.Admission;

/// <summary>The places that a session took on its way in and returns at its end. Empty by default.</summary>
/// <param name="Process">A place in the process; null if none was taken.</param>
/// <param name="Listener">A place at the listener; null if none was taken.</param>
internal readonly record struct Ticket(SessionPlaces? Process, AdmissionGate? Listener)
{
    /// <summary>Its session among those of its source; empty if sources are not counted.</summary>
    public SourcePlace Source { get; init; }

    /// <summary>It has passed the rules for arriving clients, and is not asked again if it has to wait.</summary>
    public bool HasArrived { get; init; }

    public AdmissionStage Stage =>
        Listener is not null ? AdmissionStage.Admitted : HasArrived ? AdmissionStage.Arrived : AdmissionStage.Accepted;

    /// <summary>
    /// The places of a session that had come so far before it was handed over, whatever the limits are now.
    /// </summary>
    /// <param name="rules">What its listener asks of clients that arrive; null if nothing.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public static Ticket Resume(
        AdmissionStage stage, in ClientAddress client, ListenerSlot slot, ArrivalRules? rules, long now)
    {
        var source = default(SourcePlace);
        var hasArrived = stage >= AdmissionStage.Arrived && rules is not null;
        if (hasArrived && !client.IsUnix)
            source = slot.State.Sources.Resume(client, rules!.Source, slot.Number, now);
        slot.State.Places.Take();
        if (stage == AdmissionStage.Admitted) slot.Gate.TryEnter(limit: 0);
        return new Ticket(slot.State.Places, stage == AdmissionStage.Admitted ? slot.Gate : null)
        {
            Source = source,
            HasArrived = hasArrived,
        };
    }

    /// <summary>Returns all places; exactly once for every ticket.</summary>
    public void GiveBack()
    {
        try
        {
            Listener?.Leave();
        }
        finally
        {
            try
            {
                Source.Leave();
            }
            finally
            {
                Process?.GiveBack();
            }
        }
    }
}
