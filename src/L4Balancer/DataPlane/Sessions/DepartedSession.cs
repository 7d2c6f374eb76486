using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// A session that has left its engine: everything needed to continue it elsewhere. It owns both connections; disposing
/// it closes them.
/// </summary>
/// <param name="Client">The client's connection.</param>
/// <param name="Server">The backend's connection; null if none was connected.</param>
/// <param name="Phase">Its phase when it left.</param>
/// <param name="Account">Its identity, its terms, its counts, and what is known of its client.</param>
/// <param name="IsClientKnown">False if a proxy was still to tell the client's address when it left.</param>
/// <param name="Preread">Bytes of the client that were read before it had a backend, and that belong to the
/// backend.</param>
/// <param name="Relay">The state of its relay; null if no backend was connected.</param>
internal sealed record DepartedSession(
    SafeHandle Client, SafeHandle? Server, SessionPhase Phase, SessionAccount Account, bool IsClientKnown,
    ReadOnlyMemory<byte> Preread, RelayState? Relay) : IDisposable
{
    public void Dispose()
    {
        Server?.Dispose();
        Client.Dispose();
    }
}

/// <summary>Lets sessions leave an engine.</summary>
internal interface ISessionDepartures
{
    /// <summary>
    /// Takes a session out without its peers noticing: nothing is closed, reset or counted as an end, and everything it
    /// holds in the engine is released.
    /// </summary>
    /// <returns>Null if no session has this ID, or if it ended first.</returns>
    Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken);
}
