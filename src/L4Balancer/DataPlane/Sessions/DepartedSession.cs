using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// A session that has left its engine: all that is needed to go on with it elsewhere. It owns both connections;
/// disposing it closes them.
/// </summary>
/// <param name="Client">The client's connection.</param>
/// <param name="Server">The backend's; null when none was connected.</param>
/// <param name="Phase">Where it was in its life.</param>
/// <param name="Account">Who it is, its terms, and what it has counted.</param>
/// <param name="Preread">Bytes of the client that were read while it had no backend, and belong to the backend.</param>
/// <param name="Relay">What its relay holds; null when no backend was connected.</param>
internal sealed record DepartedSession(
    SafeHandle Client, SafeHandle? Server, SessionPhase Phase, SessionAccount Account, ReadOnlyMemory<byte> Preread,
    RelayState? Relay) : IDisposable
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
    /// Takes a session out without its peers noticing: nothing is closed, reset or counted as an end, and what it holds
    /// in the engine is given back.
    /// </summary>
    /// <returns>Null when no session has this number, or when it ended before.</returns>
    Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken);
}
