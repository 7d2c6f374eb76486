using L4Balancer.Linux;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Handover;

/// <summary>What carries the packets of messages, in order.</summary>
internal interface IPackets : IDisposable
{
    /// <summary>Sends a packet of at least one byte; the receiver gets descriptors of its own for the same open files.
    /// </summary>
    SysResult Send(ReadOnlySpan<byte> packet, ReadOnlySpan<int> descriptors);

    /// <summary>Receives a packet; 0 bytes at the end.</summary>
    /// <param name="descriptors">Gets those of the packet, which the caller owns.</param>
    SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors);
}
