using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One bound address: a listening socket for every worker, among which the kernel spreads the clients. A unix socket
/// has one, whose clients are spread by <see cref="LoadBalance"/> alone. It keeps its sockets while the configuration
/// around it changes. Control only; the <see cref="Acceptor"/>s are on their loops.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeListener : IBoundAddress
{
    private readonly NativeServices _services;
    private readonly List<Acceptor> _acceptors = [];
    private int _backlog;

    private NativeListener(NativeServices services, BindAddress bind, int backlog)
    {
        (_services, Bind, _backlog, Actual) = (services, bind, backlog, bind.Address);
    }

    public BindAddress Bind { get; }

    public NetAddress Actual { get; private set; }

    public ListenerSlot Slot { get; private set; } = null!;

    /// <summary>Binds and listens; nobody is accepted before <see cref="Start"/>.</summary>
    /// <returns>None, or why it cannot.</returns>
    public static Errno TryBind(
        NativeServices services, BindAddress bind, int backlog, IReadOnlyList<NativeWorker> workers,
        out NativeListener listener)
    {
        listener = new NativeListener(services, bind, backlog);
        var errno = listener.BindAll(workers);
        if (errno != Errno.None) listener.Discard();
        return errno;
    }

    public void Become(ListenerSlot slot, int backlog)
    {
        var view = slot.ViewIn(_services.Table.Current);
        Slot = slot;
        foreach (var acceptor in _acceptors)
        {
            if (Bind.Address.UnixPath is null) ApplyOptions(acceptor.Fd, view.Pool.Config.Tcp);
            if (_backlog != backlog) ListeningSockets.SetBacklog(acceptor.Fd, backlog);
            acceptor.Become(slot, backlog);
        }

        _backlog = backlog;
    }

    public void Start()
    {
        foreach (var acceptor in _acceptors) acceptor.Start();
    }

    public Task StopAsync() => Task.WhenAll(_acceptors.Select(acceptor => acceptor.StopAsync()));

    public void Discard()
    {
        foreach (var acceptor in _acceptors) acceptor.Close();
    }

    private Errno BindAll(IReadOnlyList<NativeWorker> workers)
    {
        var (address, isDualStack) = (_services.AddressOf(Bind.Address), Bind.IsDualStack);
        if (address.IsUnix && !UnixSocketFile.TryRemoveStale(Bind.Address.UnixPath!)) return Errno.EADDRINUSE;
        var first = ListeningSockets.Listen(address, _backlog, isDualStack);
        if (first.Errno == Errno.EAFNOSUPPORT && isDualStack)
        {
            // A kernel without IPv6.
            (address, isDualStack) = (SocketAddress.Of(IPAddress.Any, Bind.Address.Port), false);
            first = ListeningSockets.Listen(address, _backlog);
        }

        if (!first.IsSuccess) return first.Errno;
        Add(first, workers[0]);
        if (address.IsUnix) return Errno.None;

        var (ip, port) = (address.ToIp(), ListeningSockets.PortOf(first.Count));
        Actual = NetAddress.FromIp(ip, port);
        var shared = workers.Count > 1 ? ListeningSockets.AllowSharing(first.Count) : first;
        for (var i = 1; i < workers.Count && shared.IsSuccess; i++)
        {
            shared = ListeningSockets.ListenBeside(SocketAddress.Of(ip, port), _backlog, isDualStack);
            if (shared.IsSuccess) Add(shared, workers[i]);
        }

        return shared.Errno;
    }

    private static void ApplyOptions(int fd, TcpConfig tcp)
    {
        NativeSocketOptions.ApplyAtOnce(fd);
        NativeSocketOptions.ApplyToLasting(fd, tcp);
    }

    private void Add(SysResult listening, NativeWorker worker) =>
        _acceptors.Add(new Acceptor(_services, worker, Bind, new SafeFd(listening.Count), _backlog));
}
