using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>The descriptors and the bytes of the sessions of one message.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SessionBatch
{
    /// <summary>Two descriptors each.</summary>
    public const int SessionsMax = DescriptorChannel.DescriptorsMax / 2;

    private readonly List<int> _descriptors = [];
    private readonly List<ReadOnlyMemory<byte>> _bytes = [];
    private long _length;

    public int Count { get; private set; }

    /// <summary>Whether the session fits in besides those that are there.</summary>
    public bool HasRoomFor(SessionExport session) =>
        Count == 0 || (Count < SessionsMax && _length + LengthOf(session) <= Limits.HandoverBytesMax);

    public void Add(SessionExport session)
    {
        Count++;
        _length += LengthOf(session);
        _descriptors.Add(session.Client);
        if (session.Server >= 0) _descriptors.Add(session.Server);
        AddBytes(session.Preread);
        if (session.Relay is null) return;
        AddBytes(session.Relay.Upload.Held);
        AddBytes(session.Relay.Download.Held);
    }

    /// <summary>Sends the message, and begins the next.</summary>
    public void Send(HandoverChannel channel, MessageKind kind, ReadOnlySpan<byte> value)
    {
        channel.SendParts(kind, value, _bytes, CollectionsMarshal.AsSpan(_descriptors));
        _descriptors.Clear();
        _bytes.Clear();
        (_length, Count) = (0, 0);
    }

    private void AddBytes(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > 0) _bytes.Add(bytes);
    }

    private static long LengthOf(SessionExport session) => session.Preread.Length
        + (session.Relay is { } relay ? (long)relay.Upload.Held.Length + relay.Download.Held.Length : 0);
}
