using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Everything that is needed to go on with a session elsewhere, while it stands still where it is.</summary>
/// <param name="Client">The descriptor of the client's connection, which stays the session's.</param>
/// <param name="Server">The backend's; -1 if none is connected.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Account">Its identity, its terms, its counts, and what is known of its client.</param>
/// <param name="Stage">How far it has come in its admission.</param>
/// <param name="IsClientKnown">False if a proxy is still to tell the client's address.</param>
/// <param name="Preread">Bytes of the client that were read before it had a backend, and that belong to the
/// backend.</param>
/// <param name="Relay">The state of its relay; null if no backend is connected.</param>
internal sealed record SessionExport(
    int Client, int Server, SessionPhase Phase, SessionAccount Account, AdmissionStage Stage, bool IsClientKnown,
    ReadOnlyMemory<byte> Preread, RelayState? Relay);

/// <summary>Sessions that stand still. They stay so until they go on, or until the process ends.</summary>
internal interface ISuspension
{
    IReadOnlyList<SessionExport> Sessions { get; }

    /// <summary>The highest number of a session ID so far; 0 if there was none.</summary>
    ulong LastId { get; }

    /// <summary>They go on as if nothing had happened, and clients are accepted again.</summary>
    Task GoOnAsync();
}
