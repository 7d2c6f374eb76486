using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// A session that has left its engine: everything needed to continue it elsewhere. It owns both connections; disposing
/// it closes them.
/// </summary>
/// <param name="Client">The client's connection.</param>
/// <param name="Server">The backend's connection; null if none was connected.</param>
/// <param name="Phase">Its phase when it left.</param>
/// <param name="Account">Its identity, its terms, its counts, and what is known of its client.</param>
/// <param name="Stage">How far it had come in its admission.</param>
/// <param name="IsClientKnown">False if a proxy was still to tell the client's address when it left.</param>
/// <param name="Preread">Bytes of the client that were read before it had a backend, and that belong to the
/// backend.</param>
/// <param name="Relay">The state of its relay; null if no backend was connected.</param>
internal sealed record DepartedSession(
    SafeHandle Client, SafeHandle? Server, SessionPhase Phase, SessionAccount Account, AdmissionStage Stage,
    bool IsClientKnown, ReadOnlyMemory<byte> Preread, RelayState? Relay) : IDisposable
{
    public void Dispose()
    {
        Server?.Dispose();
        Client.Dispose();
    }
}
