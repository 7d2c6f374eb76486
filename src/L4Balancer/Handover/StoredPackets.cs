using System.Buffers.Binary;
using System.Runtime.Versioning;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Handover;

/// <summary>
/// Packets that outlive the process that wrote them: their bytes are in a file in memory, and their descriptors on
/// their way in the queues of sockets, where they stay open as long as somebody has the receiving ends. A descriptor
/// can be received once, so no two processes can go on with the same session. One thread.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class StoredPackets : IPackets
{
    /// <summary>Packets with descriptors in one queue: far less than half of what a socket takes by default.</summary>
    private const int PacketsPerQueue = 100;

    private const int FrameSize = 2 * sizeof(int);

    private readonly SafeFileHandle _file;
    private readonly List<SafeFd> _queues = [];
    private DescriptorChannel? _into; // Of the queue that is filled.
    private long _at; // Where the next packet begins in the file.
    private int _passed; // Packets with descriptors so far.

    private StoredPackets(SafeFileHandle file, IEnumerable<SafeFd> queues, long begin)
    {
        (_file, _at) = (file, begin);
        _queues.AddRange(queues);
    }

    /// <summary>The bytes.</summary>
    public SafeFileHandle File => _file;

    /// <summary>The receiving ends of the sockets, in order.</summary>
    public IReadOnlyList<SafeFd> Queues => _queues;

    /// <param name="begin">The first packet is written here.</param>
    public static StoredPackets Create(ReadOnlySpan<byte> name, long begin)
    {
        var packets = new StoredPackets(MemoryFile.Create(name), [], begin);
        packets.AddQueue();
        return packets;
    }

    /// <param name="begin">The first packet is read here.</param>
    public static StoredPackets Open(SafeFileHandle file, IEnumerable<SafeFd> queues, long begin) =>
        new(file, queues, begin);

    public SysResult Send(ReadOnlySpan<byte> packet, ReadOnlySpan<int> descriptors)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        BinaryPrimitives.WriteInt32LittleEndian(frame, packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame[sizeof(int)..], descriptors.Length);
        RandomAccess.Write(_file, frame, _at);
        RandomAccess.Write(_file, packet, _at + FrameSize);
        _at += FrameSize + packet.Length;
        if (descriptors.Length == 0) return new SysResult(packet.Length);
        if (_passed > 0 && _passed % PacketsPerQueue == 0) AddQueue();
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, _passed++);
        var sent = _into!.Send(number, descriptors);
        return sent.IsSuccess ? new SysResult(packet.Length) : sent;
    }

    public SysResult Receive(Span<byte> buffer, List<SafeFd> descriptors)
    {
        Span<byte> frame = stackalloc byte[FrameSize];
        var read = Read(frame, _at);
        if (read == 0) return default;
        var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        var count = BinaryPrimitives.ReadInt32LittleEndian(frame[sizeof(int)..]);
        if (read < FrameSize || length < 1 || length > buffer.Length
            || Read(buffer[..length], _at + FrameSize) != length) throw Damaged();
        _at += FrameSize + length;
        if (count == 0) return new SysResult(length);
        var received = ReceiveDescriptors(count, descriptors);
        return received.IsSuccess ? new SysResult(length) : received;
    }

    /// <summary>Reads bytes of the file.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="HandoverException">It is no file that can be read like that.</exception>
    public int Read(Span<byte> buffer, long at)
    {
        try
        {
            return RandomAccess.Read(_file, buffer, at);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw Damaged();
        }
    }

    /// <summary>
    /// Closes the receiving ends of this process, and tells whether somebody else has the last one.
    /// </summary>
    public bool HasReceiver()
    {
        foreach (var queue in _queues) queue.Dispose();
        _into!.SetTimeout(TimeSpan.FromMilliseconds(1));
        return _into.Receive(new byte[1], []).Errno == Errno.EAGAIN; // Not at its end.
    }

    /// <summary>Closes what is on its way: nobody will receive it.</summary>
    public void Drop()
    {
        var number = new byte[sizeof(int)];
        var found = new List<SafeFd>();
        foreach (var queue in _queues)
        {
            while (DescriptorMessage.Receive(queue.Number, number, found, mustNotWait: true).Value > 0)
            {
                foreach (var fd in found) fd.Dispose();
                found.Clear();
            }
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _into?.Dispose();
        foreach (var queue in _queues) queue.Dispose();
    }

    private void AddQueue()
    {
        _into?.Dispose(); // What is in its queue stays.
        (_into, var other) = DescriptorChannel.CreatePair();
        _queues.Add(other);
    }

    private SysResult ReceiveDescriptors(int count, List<SafeFd> descriptors)
    {
        var (queue, number) = (_passed / PacketsPerQueue, new byte[sizeof(int)]);
        if (queue >= _queues.Count) throw Damaged();
        var before = descriptors.Count;
        var received = DescriptorMessage.Receive(_queues[queue].Number, number, descriptors, mustNotWait: true);
        if (!received.IsSuccess && received.Errno != Errno.EAGAIN) return received;
        return received.Value == sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(number) == _passed++
            && descriptors.Count - before == count ? received : throw Damaged();
    }

    private static HandoverException Damaged() => new("what was stored is incomplete");
}
