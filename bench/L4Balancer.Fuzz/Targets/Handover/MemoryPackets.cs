using System.Runtime.Versioning;
using L4Balancer.Handover;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>
/// Packets in memory, in order. Their descriptors are numbers that no process has, which only count whether they were
/// closed.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class MemoryPackets : IPackets
{
    private readonly Queue<(byte[] Bytes, int Descriptors)> _packets = [];
    private readonly List<SafeFd> _received = [];

    /// <summary>Whether all descriptors that were received have been closed.</summary>
    public bool AreAllClosed => _received.TrueForAll(fd => fd.IsClosed);

    public void Add(byte[] packet, int descriptors) => _packets.Enqueue((packet, descriptors));

    /// <summary>Takes the next packet out.</summary>
    public bool TryTake(out (byte[] Bytes, int Descriptors) packet) => _packets.TryDequeue(out packet);

    public SysResult Send(ReadOnlySpan<byte> packet, ReadOnlySpan<int> descriptors)
    {
        Add(packet.ToArray(), descriptors.Length);
        return new SysResult(packet.Length);
    }

    public SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors)
    {
        if (!_packets.TryDequeue(out var packet)) return default;
        if (packet.Bytes.Length > buffer.Length) return SysResult.Of(Errno.EMSGSIZE);
        packet.Bytes.CopyTo(buffer);
        for (var left = packet.Descriptors; left > 0; left--)
        {
            var fd = new SafeFd(int.MaxValue - _received.Count);
            _received.Add(fd);
            descriptors.Add(fd);
        }

        return new SysResult(packet.Bytes.Length);
    }

    public void Dispose()
    {
        // There is nothing to close.
    }
}
