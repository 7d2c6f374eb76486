using System.Buffers.Binary;
using System.Runtime.Versioning;
using L4Balancer.Handover;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>
/// Messages as an input: their kind, the number of their descriptors, the value, a mark, the bytes, and another mark.
/// The lengths in their headers follow, so that a value may become longer and still be read.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class HandoverScript
{
    private const int HeaderSize = 9;
    private const int DescriptorsMax = 253;

    /// <summary>Between the value and the bytes; not valid in UTF-8.</summary>
    public static ReadOnlySpan<byte> Middle => [0xFF, 0xFB];

    /// <summary>Between two messages.</summary>
    public static ReadOnlySpan<byte> End => [0xFF, 0xFA];

    /// <param name="packetMax">A longer message is in several packets.</param>
    public static MemoryPackets Play(ReadOnlySpan<byte> script, int packetMax)
    {
        var packets = new MemoryPackets();
        while (!script.IsEmpty)
        {
            var end = script.IndexOf(End);
            var message = end < 0 ? script : script[..end];
            script = end < 0 ? default : script[(end + End.Length)..];
            if (message.Length >= 2) Add(packets, message, packetMax);
        }

        return packets;
    }

    /// <summary>Packets as they are: two bytes with the length, the number of descriptors, the bytes.</summary>
    public static MemoryPackets PlayRaw(ReadOnlySpan<byte> script)
    {
        var packets = new MemoryPackets();
        while (script.Length >= 3)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(script), script.Length - 3);
            packets.Add(script.Slice(3, length).ToArray(), script[2]);
            script = script[(3 + length)..];
        }

        return packets;
    }

    /// <summary>The script of messages that were sent.</summary>
    public static byte[] Of(Action<HandoverChannel> send)
    {
        using var sent = new MemoryPackets();
        using (var channel = new HandoverChannel(sent)) send(channel);
        var script = new List<byte>();
        while (sent.TryTake(out var packet))
        {
            var value = BinaryPrimitives.ReadInt32LittleEndian(packet.Bytes.AsSpan(1));
            var length = value + BinaryPrimitives.ReadInt32LittleEndian(packet.Bytes.AsSpan(5));
            var body = packet.Bytes[HeaderSize..].ToList();
            while (body.Count < length && sent.TryTake(out var more)) body.AddRange(more.Bytes);
            script.AddRange(
                [packet.Bytes[0], (byte)packet.Descriptors, .. body[..value], .. Middle, .. body[value..], .. End]);
        }

        return [.. script];
    }

    /// <summary>The packets of messages that were sent, for <see cref="PlayRaw"/>.</summary>
    public static byte[] RawOf(Action<HandoverChannel> send)
    {
        using var sent = new MemoryPackets();
        using (var channel = new HandoverChannel(sent)) send(channel);
        var script = new List<byte>();
        while (sent.TryTake(out var packet))
        {
            var length = (ushort)packet.Bytes.Length;
            script.AddRange([(byte)length, (byte)(length >> 8), (byte)packet.Descriptors, .. packet.Bytes]);
        }

        return [.. script];
    }

    private static void Add(MemoryPackets packets, ReadOnlySpan<byte> message, int packetMax)
    {
        var (kind, descriptors) = (message[0], message[1] % (DescriptorsMax + 1));
        var body = message[2..];
        var middle = body.IndexOf(Middle);
        var value = middle < 0 ? body : body[..middle];
        var bytes = middle < 0 ? default : body[(middle + Middle.Length)..];
        var all = new byte[HeaderSize + value.Length + bytes.Length].AsSpan();
        all[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(all[1..], value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(all[5..], bytes.Length);
        value.CopyTo(all[HeaderSize..]);
        bytes.CopyTo(all[(HeaderSize + value.Length)..]);
        for (; !all.IsEmpty; descriptors = 0)
        {
            var count = Math.Min(all.Length, packetMax);
            packets.Add(all[..count].ToArray(), descriptors);
            all = all[count..];
        }
    }
}
