using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A stream of random bytes that is written to one socket and must come out of another: in pieces, whenever the test
/// says so, and without ever waiting.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PlayedStream(byte[] toSend, byte[] expected, Socket from, Socket to)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _isShut;

    public int Sent { get; private set; }

    public int Received { get; private set; }

    /// <summary>True when the end came out, right after the last byte.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Writes at most this many bytes, and the end after the last.</summary>
    public void Send(int bytes)
    {
        if (Sent < toSend.Length)
        {
            var piece = toSend.AsSpan(Sent, Math.Min(bytes, toSend.Length - Sent));
            var sent = StreamSockets.Send((int)from.Handle, piece);
            if (sent.Errno != Errno.EAGAIN) Sent += sent.OrThrow("send").Count;
        }
        else if (!_isShut)
        {
            from.Shutdown(SocketShutdown.Send);
            _isShut = true;
        }
    }

    /// <summary>Reads at most this many bytes, and compares them.</summary>
    public void Receive(int bytes)
    {
        if (HasEnded) return;
        var result = StreamSockets.Receive((int)to.Handle, _buffer.AsSpan(0, Math.Min(bytes, _buffer.Length)));
        if (result.Errno == Errno.EAGAIN) return;
        var received = result.OrThrow($"receive after {Received} of {expected.Length} bytes").Count;
        if (received == 0)
        {
            Assert.That(Received, Is.EqualTo(expected.Length), "FIN came before the last byte");
            HasEnded = true;
            return;
        }

        Assert.That(Received + received, Is.LessThanOrEqualTo(expected.Length), "more bytes than were sent");
        var isSame = _buffer.AsSpan(0, received).SequenceEqual(expected.AsSpan(Received, received));
        Assert.That(isSame, Is.True, $"other bytes between {Received} and {Received + received}");
        Received += received;
    }
}
