using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One bound address: a listening socket for each worker, among which the kernel distributes the clients. A unix socket
/// has only one, whose clients are distributed by <see cref="LoadBalance"/> alone. The listener keeps its sockets while
/// the configuration around it changes. Control only; the <see cref="Acceptor"/>s are on their loops.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class NativeListener : IBoundAddress
{
    private readonly NativeServices _services;
    private readonly List<Acceptor> _acceptors = [];
    private readonly List<ulong> _inodes = [];
    private readonly bool _isMultipath;
    private string? _cause; // Why an option could not be set before the bind.
    private UnixSocketFile? _file;
    private bool _isInherited;
    private int _backlog;
    private TcpConfig? _tcp; // The options in force on the sockets.

    private NativeListener(NativeServices services, ListenerConfig listener, BindAddress bind)
    {
        (_services, Bind, _backlog) = (services, bind, listener.Backlog);
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

    public IReadOnlyList<SafeHandle> Sockets => [.. _acceptors.Select(acceptor => acceptor.Socket)];

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
            if (!ListeningSockets.IsListening(acceptor.Fd)) Listen(acceptor);
            acceptor.Start();
        }
    }

    public Task PauseAsync() => Task.WhenAll(_acceptors.Select(acceptor => acceptor.PauseAsync()));

    public void GoOn()
    {
        foreach (var acceptor in _acceptors) acceptor.GoOn();
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
        if (!_isInherited) _file?.Remove();
        foreach (var acceptor in _acceptors) acceptor.Close();
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

    /// <summary>That the options can be set was tried before (<see cref="ListenOptions.WhyNot"/>).</summary>
    private void ApplyOptions(int fd, TcpConfig tcp, ListenSocketConfig options)
    {
        if (ListenOptions.Apply(fd, options, Options) is { } cause) _services.Log.ListenOptionRefused(Bind, cause);
        var result = NativeSocketOptions.ApplyToListener(fd, tcp, _tcp);
        if (!result.IsSuccess && _services.OptionPace.MayLog())
            _services.Log.CongestionRefused(tcp.CongestionControl!, ConnectErrno.DescribeCongestion(result.Errno));
    }
}
