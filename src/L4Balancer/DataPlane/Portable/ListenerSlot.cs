using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Portable;

/// <summary>A listener of the configuration: its name and the gate that all its addresses share. Kept by name across reloads.</summary>
internal sealed record ListenerSlot(string Name, AdmissionGate Gate);
