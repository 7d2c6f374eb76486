namespace L4Balancer.Handover;

/// <summary>
/// Something that a process remembers, for its successor: in a form that its owner alone knows. One that a successor
/// does not know is ignored, so that another version may remember more, or less.
/// </summary>
/// <param name="Name">Of the form, too: <c>journal</c>. Another form has another name.</param>
/// <param name="Bytes">At most <see cref="Core.Limits.HandoverBytesMax"/>.</param>
internal sealed record MemoryPart(string Name, ReadOnlyMemory<byte> Bytes);
