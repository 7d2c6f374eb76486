using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Admission;

/// <summary>A client that was refused for what it sent, or for where it came from.</summary>
/// <param name="Client">The address that it came from, or the one that its proxy told.</param>
/// <param name="Cause">What was wrong, as the end of a sentence.</param>
public sealed record ClientFault(ClientAddress Client, string Cause);
