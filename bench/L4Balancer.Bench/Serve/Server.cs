using System.ComponentModel;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Serve;

/// <summary>The protocol of a small server.</summary>
internal enum ServeProtocol
{
    Echo,
    Http,
    Bulk,
}

/// <summary>
/// A small server on one event loop, so that its own cost is small and constant relative to the balancer's.
/// </summary>
internal sealed class Server : LoopSource, IDisposable
{
    private const int Backlog = 4096;
    private const int AcceptsPerTurn = 64;
    private const int BufferBytes = 256 * 1024;

    private readonly ServeProtocol _protocol;
    private readonly HashSet<ServerSession> _sessions = [];
    private readonly HttpAnswers _answers = new();
    private readonly int _listener;

    /// <exception cref="Win32Exception">The address cannot be bound.</exception>
    public Server(ServeProtocol protocol, SocketAddress address)
    {
        _protocol = protocol;
        _listener = ListeningSockets.Listen(address, Backlog).OrThrow("bind").Count;
        Port = ListeningSockets.PortOf(_listener);
        Loop = new EpollLoop(TimeProvider.System, BenchFaults.End);
        Loop.Attach(this);
        Loop.WatchListener(this, _listener).OrThrow("epoll_ctl");
    }

    /// <summary>The bound port, chosen by the kernel if requested.</summary>
    public int Port { get; }

    public EpollLoop Loop { get; }

    /// <summary>The receive buffer, shared by all sessions; its content is processed before the next receive.</summary>
    public byte[] Buffer { get; } = GC.AllocateArray<byte>(BufferBytes, pinned: true);

    /// <summary>On the calling thread, until <see cref="Stop"/>.</summary>
    public void Run()
    {
        Loop.Run();
        foreach (var session in _sessions.ToArray()) session.Close();
    }

    /// <summary>Any thread.</summary>
    public void Stop() => Loop.Stop();

    public void Forget(ServerSession session)
    {
        Loop.Detach(session);
        _sessions.Remove(session);
    }

    public void Dispose()
    {
        StreamSockets.Close(_listener);
        Loop.Dispose();
    }

    /// <summary>
    /// Any failure but "no more" concerns one client, or is temporary: the listener is reported again.
    /// </summary>
    protected override void OnReady(int tag, Readiness events)
    {
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            var accepted = ListeningSockets.Accept(_listener, out _);
            if (!accepted.IsSuccess) return;
            Serve(accepted.Count);
        }
    }

    private void Serve(int fd)
    {
        // On a unix socket it fails, and is not needed.
        TcpOptions.SetNoDelay(fd);
        var session = MakeSession(fd);
        _sessions.Add(session);
        Loop.Attach(session);
        if (!Loop.Watch(session, 0, fd).IsSuccess) session.Close();
    }

    private ServerSession MakeSession(int fd) => _protocol switch
    {
        ServeProtocol.Echo => new EchoSession(this, fd),
        ServeProtocol.Http => new HttpSession(this, fd, _answers),
        _ => new BulkSession(this, fd),
    };
}
