using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using L4Balancer.Core;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>
/// Messages between the two processes of a handover: a kind, a value as JSON, bytes, and descriptors. A message that is
/// longer than a packet goes on in the next ones. Calls block; every failure is a <see cref="HandoverException"/>. One
/// thread at a time.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class HandoverChannel : IDisposable
{
    /// <summary>Well below what the kernel takes at once by default (net.core.wmem_default).</summary>
    private const int PacketMax = 64 * 1024;

    private const int HeaderSize = 1 + sizeof(int) + sizeof(int);

    private readonly byte[] _packet = new byte[PacketMax];
    private readonly IPackets _packets;
    private readonly DescriptorChannel? _channel;

    /// <summary>Messages to and from a process that runs.</summary>
    public HandoverChannel(DescriptorChannel channel) => (_packets, _channel) = (new ChannelPackets(channel), channel);

    /// <summary>Messages that are kept, for a process that is yet to start.</summary>
    public HandoverChannel(IPackets packets) => _packets = packets;

    /// <summary>The number of the other process, when the channel was made.</summary>
    public int PeerPid => _channel?.Peer.Pid ?? 0;

    /// <summary>Whether the other process was of the same user then.</summary>
    public bool IsPeerOfThisUser => _channel?.IsPeerOfThisUser ?? false;

    /// <summary>How long a call waits for the other side.</summary>
    public void SetTimeout(TimeSpan timeout) => _channel?.SetTimeout(timeout);

    public void Send(MessageKind kind) => SendParts(kind, [], [], []);

    public void Send<T>(
        MessageKind kind, T value, JsonTypeInfo<T> type, ReadOnlySpan<int> descriptors = default) =>
        SendParts(kind, JsonSerializer.SerializeToUtf8Bytes(value, type), [], descriptors);

    /// <param name="bytes">After the value.</param>
    /// <param name="descriptors">At most <see cref="DescriptorChannel.DescriptorsMax"/>.</param>
    public void SendParts(
        MessageKind kind, ReadOnlySpan<byte> json, IReadOnlyList<ReadOnlyMemory<byte>> bytes,
        ReadOnlySpan<int> descriptors)
    {
        var length = bytes.Sum(part => (long)part.Length);
        Invariant.Require(json.Length <= Limits.HandoverValueMax, "A value of a handover is too long.");
        Invariant.Require(length <= Limits.HandoverBytesMax, "A message of a handover has too many bytes.");
        _packet[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(_packet.AsSpan(1), json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_packet.AsSpan(1 + sizeof(int)), (int)length);
        var packets = new PacketWriter(this, HeaderSize, descriptors);
        packets.Write(json);
        foreach (var part in bytes) packets.Write(part.Span);
        packets.Flush();
    }

    /// <summary>Receives the next message.</summary>
    public HandoverMessage Receive()
    {
        var descriptors = new List<SafeFd>();
        try
        {
            var length = ReceivePacket(descriptors);
            if (length < HeaderSize) throw Broken("a header is cut off");
            var kind = (MessageKind)_packet[0];
            if (descriptors.Count > 0 && !kind.HasDescriptors()) throw Broken($"descriptors in a {kind}");
            var json = LengthAt(1, Limits.HandoverValueMax);
            var bytes = LengthAt(1 + sizeof(int), Limits.HandoverBytesMax);
            var body = ReceiveBody(_packet.AsSpan(HeaderSize, length - HeaderSize), json + bytes, descriptors);
            return new HandoverMessage(kind, body.AsMemory(0, json), body.AsMemory(json), descriptors);
        }
        catch
        {
            foreach (var fd in descriptors) fd.Dispose();
            throw;
        }
    }

    /// <summary>Receives a message that must be of this kind.</summary>
    /// <exception cref="HandoverException">The other side has given up, or sends something else.</exception>
    public HandoverMessage Expect(MessageKind kind)
    {
        var message = Receive();
        return message.Kind == kind ? message : throw Unexpected(message);
    }

    /// <summary>Receives the value of a message that must be of this kind, which has nothing else.</summary>
    /// <exception cref="HandoverException">The other side has given up, or sends something else.</exception>
    public T Expect<T>(MessageKind kind, JsonTypeInfo<T> type)
        where T : class
    {
        using var message = Expect(kind);
        return message.Read(type);
    }

    /// <summary>What follows from a message that has no place here; it is released.</summary>
    public static HandoverException Unexpected(HandoverMessage message)
    {
        using (message)
        {
            return message.Kind == MessageKind.Refuse
                ? new HandoverException(OneLine.Of(message.Read(HandoverJson.Default.Refusal).Reasons))
                : Broken($"a message of kind {(int)message.Kind}");
        }
    }

    public void Dispose() => _packets.Dispose();

    /// <summary>The buffer grows with what has arrived: a length alone costs no memory.</summary>
    private byte[] ReceiveBody(ReadOnlySpan<byte> first, int length, List<SafeFd> descriptors)
    {
        var before = descriptors.Count;
        if (first.Length > length) throw Broken("a packet is too long");
        var body = new byte[first.Length];
        first.CopyTo(body);
        for (var have = first.Length; have < length;)
        {
            var received = ReceivePacket(descriptors);
            if (descriptors.Count > before) throw Broken("descriptors in the middle of a message");
            if (received > length - have) throw Broken("a packet is too long");
            if (body.Length < have + received)
                Array.Resize(ref body, (int)Math.Min(length, Math.Max(have + received, 2L * body.Length)));
            _packet.AsSpan(0, received).CopyTo(body.AsSpan(have));
            have += received;
        }

        return body;
    }

    private int LengthAt(int place, int max)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_packet.AsSpan(place));
        return length >= 0 && length <= max ? length : throw Broken($"a length of {length}");
    }

    private int ReceivePacket(List<SafeFd> descriptors)
    {
        var received = _packets.Receive(_packet, descriptors);
        return received.Value > 0 ? received.Count : throw Failed(received);
    }

    private static HandoverException Failed(SysResult result) => result.Errno switch
    {
        Errno.None or Errno.EPIPE or Errno.ECONNRESET => new HandoverEndException(),
        Errno.EAGAIN => new HandoverException("the other process does not answer"),
        Errno.EMFILE => new HandoverException("the successor has too few file descriptors"),
        _ => new HandoverException(result.Describe()),
    };

    private static HandoverException Broken(string how) => new($"the other process sends something else: {how}");

    /// <summary>Fills one packet after another, and sends those that are full.</summary>
    private ref struct PacketWriter(HandoverChannel owner, int filled, ReadOnlySpan<int> descriptors)
    {
        private ReadOnlySpan<int> _descriptors = descriptors;
        private int _filled = filled;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                if (_filled == PacketMax) Flush();
                var count = Math.Min(bytes.Length, PacketMax - _filled);
                bytes[..count].CopyTo(owner._packet.AsSpan(_filled));
                _filled += count;
                bytes = bytes[count..];
            }
        }

        public void Flush()
        {
            if (_filled == 0) return;
            var sent = owner._packets.Send(owner._packet.AsSpan(0, _filled), _descriptors);
            if (!sent.IsSuccess) throw Failed(sent);
            _filled = 0;
            _descriptors = [];
        }
    }
}
