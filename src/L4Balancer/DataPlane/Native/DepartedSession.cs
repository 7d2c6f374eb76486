using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// A session that has left its engine: all that is needed to go on with it elsewhere. Whoever has it owns both
/// descriptors.
/// </summary>
/// <param name="Client">The descriptor of the client's connection.</param>
/// <param name="Server">The descriptor of the backend's; -1 when no backend was connected.</param>
/// <param name="Phase">Where it was in its life.</param>
/// <param name="Account">Who it is, its terms, and what it has counted.</param>
/// <param name="Preread">Bytes of the client that were read and not passed on while it had no backend.</param>
/// <param name="Relay">What its relay holds; null when no backend was connected.</param>
internal sealed record DepartedSession(
    int Client, int Server, SessionPhase Phase, SessionAccount Account, byte[] Preread, RelayState? Relay);
