using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux.Tests.Support;

/// <summary>Two non-blocking unix sockets connected to each other.</summary>
internal sealed unsafe class FdPair : IDisposable
{
    private readonly List<int> _open = [];

    public FdPair()
    {
        var pair = stackalloc int[2];
        SysResult.From(SysSocket.socketpair(
            SysSocket.AF_UNIX, SysSocket.SOCK_STREAM | SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC, 0, pair))
            .OrThrow("socketpair");
        (Near, Far) = (pair[0], pair[1]);
        _open.AddRange([Near, Far]);
    }

    public int Near { get; }

    public int Far { get; }

    public void Close(int fd)
    {
        if (_open.Remove(fd)) StreamSockets.Close(fd);
    }

    public void Dispose()
    {
        foreach (var fd in _open.ToArray()) Close(fd);
    }
}
