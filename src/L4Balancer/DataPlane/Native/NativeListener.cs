using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One bound address: a listening socket for each worker, among which the kernel distributes the clients. A unix socket
/// has only one, whose clients are distributed by <see cref="LoadBalance"/> alone. The listener keeps its sockets while
/// the configuration around it changes. Control only; the <see cref="Acceptor"/>s are on their loops.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeListener : IBoundAddress
{
    private readonly NativeServices _services;
    private readonly List<Acceptor> _acceptors = [];
    private readonly List<ulong> _inodes = [];
    private readonly bool _isBeside;
    private readonly bool _isMultipath;
    private string? _cause; // Why an option could not be set before the bind.
    private UnixSocketFile? _file;
    private int _backlog;
    private TcpConfig? _tcp; // The options in force on the sockets.

    private NativeListener(NativeServices services, ListenerConfig listener, BindAddress bind, bool isBeside)
    {
        (_services, Bind, _backlog, _isBeside) = (services, bind, listener.Backlog, isBeside);
        (Actual, Options) = (bind.Address, listener.ListenSocket);
        if (!Options.Mptcp || bind.Address.UnixPath is not null) return;
        if (KernelFeatures.MultipathLack() is { } lack) services.Log.NoMptcp(bind, lack);
        else _isMultipath = true;
    }

    public BindAddress Bind { get; }

    public NetAddress Actual { get; private set; }

    public ListenSocketConfig Options { get; private set; }

    public ListenerSlot Slot { get; private set; } = null!;

    public IReadOnlyList<ulong> Inodes => _inodes;

    /// <summary>
    /// Binds and, unless it is to share its port, listens; no client is accepted before <see cref="Start"/>.
    /// </summary>
    /// <returns>The reason it cannot be bound; null on success.</returns>
    public static string? TryBind(
        NativeServices services, ListenerConfig config, BindAddress bind, bool isBeside,
        IReadOnlyList<NativeWorker> workers, out NativeListener listener)
    {
        listener = new NativeListener(services, config, bind, isBeside);
        if (bind.Address.UnixPath is { } path && UnixSocketFile.MakeRoom(path) is { } cause) return cause;
        var errno = isBeside ? listener.BindBeside(workers) : listener.BindAll(workers);
        if (errno == Errno.None) return null;
        listener.Discard();
        return listener._cause ?? ConnectErrno.Describe(errno);
    }

    public void AllowSharing()
    {
        foreach (var acceptor in _acceptors) _ = ListeningSockets.AllowSharing(acceptor.Fd);
    }

    public void Become(ListenerSlot slot, ListenerConfig listener)
    {
        var backlog = listener.Backlog;
        var view = slot.ViewIn(_services.Table.Current);
        Slot = slot;
        foreach (var acceptor in _acceptors)
        {
            if (Bind.Address.UnixPath is null) ApplyOptions(acceptor.Fd, view.Pool.Config.Tcp, listener.ListenSocket);
            if (_backlog != backlog) ListeningSockets.SetBacklog(acceptor.Fd, backlog);
            acceptor.Become(slot, backlog);
        }

        (_backlog, _tcp, Options) = (backlog, view.Pool.Config.Tcp, listener.ListenSocket);
    }

    public void Start()
    {
        foreach (var acceptor in _acceptors)
        {
            if (_isBeside) Listen(acceptor);
            acceptor.Start();
        }
    }

    public void Deafen()
    {
        if (Bind.Address.UnixPath is not null) return;
        foreach (var acceptor in _acceptors)
        {
            _ = ListeningSockets.Deafen(acceptor.Fd);
            ListenOptions.EndDefer(acceptor.Fd, Options);
        }
    }

    public Task StopAsync()
    {
        _file?.Remove();
        return Task.WhenAll(_acceptors.Select(acceptor => acceptor.StopAsync()));
    }

    public void Discard()
    {
        _file?.Remove();
        foreach (var acceptor in _acceptors) acceptor.Close();
    }

    private Errno BindAll(IReadOnlyList<NativeWorker> workers)
    {
        var (address, isDualStack) = (_services.AddressOf(Bind.Address), Bind.IsDualStack);
        var first = ListeningSockets.Listen(address, _backlog, isDualStack, How);
        if (first.Errno == Errno.EAFNOSUPPORT && isDualStack)
        {
            // The kernel has no IPv6.
            (address, isDualStack) = (SocketAddress.Of(IPAddress.Any, Bind.Address.Port), false);
            first = ListeningSockets.Listen(address, _backlog, how: How);
        }

        if (!first.IsSuccess) return first.Errno;
        Add(first, workers[0]);
        if (Bind.Address.UnixPath is { } path) _file = UnixSocketFile.Bound(path);
        if (address.IsUnix) return Errno.None;

        var (ip, port) = (address.ToIp(), ListeningSockets.PortOf(first.Count));
        Actual = NetAddress.FromIp(ip, port);
        var shared = workers.Count > 1 ? ListeningSockets.AllowSharing(first.Count) : first;
        for (var i = 1; i < workers.Count && shared.IsSuccess; i++)
        {
            shared = ListeningSockets.ListenBeside(SocketAddress.Of(ip, port), _backlog, isDualStack, How);
            if (shared.IsSuccess) Add(shared, workers[i]);
        }

        return shared.Errno;
    }

    /// <summary>The port is known: it is that of the address that this one overlaps.</summary>
    private Errno BindBeside(IReadOnlyList<NativeWorker> workers)
    {
        var (address, isDualStack) = (_services.AddressOf(Bind.Address), Bind.IsDualStack);
        foreach (var worker in workers)
        {
            var bound = ListeningSockets.BindBeside(address, isDualStack, How);
            if (bound.Errno == Errno.EAFNOSUPPORT && isDualStack)
            {
                (address, isDualStack) = (SocketAddress.Of(IPAddress.Any, Bind.Address.Port), false);
                bound = ListeningSockets.BindBeside(address, isDualStack, How);
            }

            if (!bound.IsSuccess) return bound.Errno;
            Add(bound, worker);
        }

        Actual = NetAddress.FromIp(address.ToIp(), Bind.Address.Port);
        return Errno.None;
    }

    /// <summary>
    /// Can fail only if another program has bound part of the address between the check of the new configuration and
    /// this moment.
    /// </summary>
    private void Listen(Acceptor acceptor)
    {
        var listening = ListeningSockets.SetBacklog(acceptor.Fd, _backlog);
        if (!listening.IsSuccess) _services.Log.AcceptFailed(Bind, ConnectErrno.Describe(listening.Errno));
    }

    private NewListener How => new(_isMultipath, PrepareSocket);

    private SysResult PrepareSocket(int fd)
    {
        _cause = ListenOptions.Apply(fd, Options, ListenOptions.None);
        return _cause is null ? new SysResult(0) : SysResult.Of(Errno.EINVAL);
    }

    /// <summary>That the options can be set was tried before (<see cref="ListenOptions.WhyNot"/>).</summary>
    private void ApplyOptions(int fd, TcpConfig tcp, ListenSocketConfig options)
    {
        if (ListenOptions.Apply(fd, options, Options) is { } cause) _services.Log.ListenOptionRefused(Bind, cause);
        var result = NativeSocketOptions.ApplyToListener(fd, tcp, _tcp);
        if (!result.IsSuccess && _services.OptionPace.MayLog())
            _services.Log.CongestionRefused(tcp.CongestionControl!, ConnectErrno.DescribeCongestion(result.Errno));
    }

    private void Add(SysResult made, NativeWorker worker)
    {
        _acceptors.Add(new Acceptor(_services, worker, Bind, new SafeFd(made.Count), _backlog));
        if (FileIdentity.OfDescriptor(made.Count) is { } identity) _inodes.Add(identity.Inode);
    }
}
