using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Handles;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Hosting.Store;

/// <summary>
/// Suspended sessions in systemd's descriptor store: the messages of a handover, in a file in memory behind a header.
/// systemd compares each descriptor with all that it has, so the connections themselves are not stored one by one, but
/// on their way in the queues of a few sockets.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class StoredSessions : IDisposable
{
    private const int HeaderSize = 32;
    private const long Magic = 0x73_73_65_73_62_34_6C; // "l4bsess"

    private readonly StoredPackets _packets;
    private readonly HandoverChannel _channel;
    private StateMessage? _state;

    /// <summary>What was stored.</summary>
    public StoredSessions(SafeFd file, IReadOnlyList<SafeFd> queues)
        : this(StoredPackets.Open(new SafeFileHandle(file.Release(), ownsHandle: true), queues, HeaderSize))
    {
    }

    private StoredSessions(StoredPackets packets) => (_packets, _channel) = (packets, new HandoverChannel(packets));

    /// <summary>Writes sessions, which stay where they are.</summary>
    /// <param name="state">What else is known.</param>
    /// <param name="memory">What is remembered.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <exception cref="HandoverException">It has failed.</exception>
    public static StoredSessions Write(
        StateMessage state, IEnumerable<MemoryPart> memory, ISuspension suspension, long now)
    {
        var written = new StoredSessions(StoredPackets.Create("l4balancer-sessions"u8, HeaderSize));
        try
        {
            written._channel.Send(MessageKind.State, state, HandoverJson.Default.StateMessage);
            MemoryMessages.Send(written._channel, memory);
            new SessionWriter(written._channel).Send(suspension.Sessions);
            var end = new EndMessage(suspension.Sessions.Count, suspension.LastId);
            written._channel.Send(MessageKind.End, end, HandoverJson.Default.EndMessage);
            written.WriteHeader(Magic, suspension.Sessions.Count, now);
            return written;
        }
        catch
        {
            written.Dispose();
            throw;
        }
    }

    /// <summary>What holds them: the file, and the queues in their order.</summary>
    public (SafeHandle File, IReadOnlyList<SafeFd> Queues) Holders => (_packets.File, _packets.Queues);

    /// <summary>Stores them; the file comes last, so that whoever finds it finds the rest.</summary>
    public void Store(SystemdNotifier systemd)
    {
        for (var i = 0; i < _packets.Queues.Count; i++)
            systemd.Store($"{StoredName.Connections}{i}", [_packets.Queues[i]]);
        systemd.Store(StoredName.Sessions, [_packets.File]);
    }

    /// <summary>Whether systemd has them; once it has handled what it was sent. They belong to it then.</summary>
    public bool IsStored() => _packets.HasReceiver();

    /// <summary>Makes sure that nobody goes on with them, whether they are stored or not.</summary>
    public void Revoke(SystemdNotifier systemd)
    {
        WriteHeader(0, 0, 0);
        _packets.Drop();
        systemd.Remove(StoredName.Sessions);
        for (var i = 0; i < _packets.Queues.Count; i++) systemd.Remove($"{StoredName.Connections}{i}");
    }

    /// <summary>How many there are and since when they are suspended.</summary>
    /// <exception cref="HandoverException">It is nothing that this version has stored.</exception>
    public (int Sessions, long SuspendedAt) ReadHeader()
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (_packets.Read(header, 0) != HeaderSize
            || BinaryPrimitives.ReadInt64LittleEndian(header) != Magic)
            throw new HandoverException("what was stored is incomplete");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Hello.Current)
            throw new HandoverException(
                $"they were stored by version {version} of the handover, and this one is {Hello.Current}");
        var sessions = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        var suspendedAt = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return sessions >= 0 && suspendedAt is >= 0 and <= int.MaxValue * 1000L
            ? (sessions, suspendedAt)
            : throw new HandoverException("what was stored is incomplete");
    }

    /// <summary>What else was known.</summary>
    /// <exception cref="HandoverException">It is nothing that this version has stored.</exception>
    public StateMessage ReadState()
    {
        ReadHeader();
        return _state ??= _channel.Expect(MessageKind.State, HandoverJson.Default.StateMessage);
    }

    /// <summary>Receives them, after <see cref="ReadState"/>; nothing touches their connections.</summary>
    /// <param name="remember">Gets what is remembered.</param>
    /// <exception cref="HandoverException">They are not complete, or make no sense.</exception>
    public EndMessage ReadInto(SessionReader reader, Action<MemoryPart> remember)
    {
        var end = reader.Receive(_channel, message => remember(MemoryMessages.PartOf(message)));
        return end.Sessions == reader.Sessions.Count ? end : throw new HandoverException("sessions are missing");
    }

    public void Dispose() => _channel.Dispose();

    private void WriteHeader(long magic, int sessions, long now)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt64LittleEndian(header, magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Hello.Current);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], sessions);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], now);
        RandomAccess.Write(_packets.File, header, 0);
    }
}
