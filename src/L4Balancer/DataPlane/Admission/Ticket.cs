namespace L4Balancer.DataPlane.Admission;

/// <summary>What a session took on its way in, and gives back at its end. Empty by default.</summary>
/// <param name="Process">A place of the process; null when none was taken.</param>
/// <param name="Listener">A place at the listener; null when none was taken.</param>
internal readonly record struct Ticket(SessionPlaces? Process, AdmissionGate? Listener)
{
    /// <summary>Gives everything back; exactly once for every ticket.</summary>
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
