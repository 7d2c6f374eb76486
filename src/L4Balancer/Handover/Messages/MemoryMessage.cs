namespace L4Balancer.Handover.Messages;

/// <summary>A <see cref="MemoryPart"/>; its bytes are those of the message.</summary>
internal sealed record MemoryMessage(string Name);
