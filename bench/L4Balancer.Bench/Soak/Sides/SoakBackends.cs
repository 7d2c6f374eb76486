using System.Net;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>The backend, which has one address.</summary>
internal sealed class SoakBackends : SoakSide
{
    private const int Backlog = 4096;
    private const int ListenerTag = 0;

    private readonly int _listener;

    public SoakBackends()
    {
        _listener = ListeningSockets.Listen(SocketAddress.Of(IPAddress.Loopback, 0), Backlog).OrThrow("bind").Count;
        Loop.WatchListener(this, _listener).OrThrow("epoll_ctl");
        Reply(ListeningSockets.PortOf(_listener));
    }

    protected override void OnReady(int tag, Readiness events)
    {
        if (tag != ListenerTag) return;
        while (ListeningSockets.Accept(_listener, out _) is { IsSuccess: true } accepted)
        {
            TcpOptions.SetNoDelay(accepted.Count);
            Watch(new BackendStream(this, accepted.Count), accepted.Count);
        }
    }
}
