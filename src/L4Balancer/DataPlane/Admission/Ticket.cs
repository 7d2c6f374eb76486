namespace L4Balancer.DataPlane.Admission;

/// <summary>The places that a session took on its way in and returns at its end. Empty by default.</summary>
/// <param name="Process">A place in the process; null if none was taken.</param>
/// <param name="Listener">A place at the listener; null if none was taken.</param>
internal readonly record struct Ticket(SessionPlaces? Process, AdmissionGate? Listener)
{
    /// <summary>Returns all places; exactly once for every ticket.</summary>
    public void GiveBack()
    {
        try
        {
            Listener?.Leave();
        }
        finally
        {
            Process?.GiveBack();
        }
    }
}
