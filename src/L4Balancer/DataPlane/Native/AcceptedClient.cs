using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Native;

/// <summary>A client that was accepted, and what was decided about it.</summary>
/// <param name="Fd">The descriptor of its connection; whoever has the client closes it.</param>
internal readonly record struct AcceptedClient(
    int Fd, ClientAddress Address, ListenerSlot Slot, AdmissionDecision Decision);
