using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Native;

/// <summary>An accepted client and the decision about it.</summary>
/// <param name="Fd">The descriptor of its connection; the current holder of the client closes it.</param>
internal readonly record struct AcceptedClient(
    int Fd, ClientAddress Address, ListenerSlot Slot, AdmissionDecision Decision);
