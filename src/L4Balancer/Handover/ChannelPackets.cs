using System.Runtime.Versioning;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>Packets to and from another process that runs.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ChannelPackets(DescriptorChannel channel) : IPackets
{
    public SysResult Send(ReadOnlySpan<byte> packet, ReadOnlySpan<int> descriptors) =>
        channel.Send(packet, descriptors);

    public SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors) => channel.Receive(buffer, descriptors);

    public void Dispose() => channel.Dispose();
}
