using System.Runtime.Versioning;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The first bytes of a client, read before a backend is picked, and the preread that inspects them. The backend gets
/// the bytes that were not meant for the balancer. One thread.
/// </summary>
/// <param name="buffer">A buffer from the worker's stock; it holds the bytes until the relay has passed them
/// on.</param>
[SupportedOSPlatform("linux")]
internal sealed class HeldPreread(Preread rule, byte[] buffer)
{
    private int _count;

    public byte[] Buffer { get; } = buffer;

    /// <summary>All bytes read so far.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, _count);

    /// <summary>The bytes that belong to the backend.</summary>
    public ReadOnlySpan<byte> Rest => Bytes[Answer.Consumed..];

    /// <summary>The last answer.</summary>
    public PrereadAnswer Answer { get; private set; }

    /// <summary>Reads everything available now and inspects it.</summary>
    public PrereadAnswer ReadFrom(int client)
    {
        while (true)
        {
            var received = StreamSockets.Receive(client, Buffer.AsSpan(_count));
            if (received.Errno == Errno.EAGAIN) return Look(isLast: false);
            if (!received.IsSuccess) return PrereadAnswer.Refuse(CloseReason.ClientGone);

            // The relay reads the FIN again and passes it on.
            if (received.Count == 0) return Look(isLast: true);
            _count += received.Count;
            if (_count == Buffer.Length) return Look(isLast: true);
        }
    }

    /// <summary>The time is up: the bytes received so far are all there will be.</summary>
    public PrereadAnswer TimeOut() => Look(isLast: true);

    private PrereadAnswer Look(bool isLast) => Answer = rule.Ask(Bytes, isLast);
}
