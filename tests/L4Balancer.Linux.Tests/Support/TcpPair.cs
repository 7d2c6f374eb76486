using System.Net;
using System.Net.Sockets;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Linux.Tests.Support;

/// <summary>A TCP connection: a descriptor accepted here, and the framework's socket as its peer.</summary>
internal sealed class TcpPair : IDisposable
{
    private bool _isClosed;

    public TcpPair() : this(IPAddress.Loopback)
    {
    }

    /// <param name="prepare">Called with the listening socket before the peer connects.</param>
    public TcpPair(IPAddress ip, Action<int>? prepare = null)
    {
        var listener = ListeningSockets.Listen(SocketAddress.Of(ip, 0), 8).OrThrow("listen").Count;
        try
        {
            prepare?.Invoke(listener);

            // Small pieces must not wait for the acknowledgement of earlier ones.
            Peer = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Peer.Connect(ip, ListeningSockets.PortOf(listener));
            TestLibC.WaitFor(listener, TestLibC.POLLIN);
            Fd = ListeningSockets.Accept(listener, out var address).OrThrow("accept").Count;
            Address = address;
        }
        finally
        {
            StreamSockets.Close(listener);
        }
    }

    public int Fd { get; }

    /// <summary>The peer's address, as returned by accept.</summary>
    public PeerAddress Address { get; }

    public Socket Peer { get; }

    public void Close(Action<int> how)
    {
        _isClosed = true;
        how(Fd);
    }

    /// <summary>The peer closes with RST.</summary>
    public void ResetByPeer()
    {
        Peer.LingerState = new LingerOption(true, 0);
        Peer.Dispose();
        TestLibC.WaitFor(Fd, TestLibC.POLLHUP);
    }

    public void Dispose()
    {
        if (!_isClosed) Close(StreamSockets.Close);
        Peer.Dispose();
    }
}
