using L4Balancer.Core.Quotas;

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
