using System.Net;
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

/// <summary>How a listener gets its sockets: bound anew, beside others, or from another process.</summary>
internal sealed partial class NativeListener
{
    /// <summary>
    /// Binds and, unless it is to share its port, listens; no client is accepted before <see cref="Start"/>.
    /// </summary>
    /// <returns>The reason it cannot be bound; null on success.</returns>
    public static string? TryBind(
        NativeServices services, ListenerConfig config, BindAddress bind, BindHow how,
        IReadOnlyList<NativeWorker> workers, out NativeListener listener)
    {
        listener = new NativeListener(services, config, bind);
        if (how.Inherited is { } inherited)
        {
            listener.Inherit(inherited, workers);
            return null;
        }

        if (bind.Address.UnixPath is { } path && UnixSocketFile.MakeRoom(path) is { } cause) return cause;
        var errno = how.IsBeside ? listener.BindBeside(workers) : listener.BindAll(workers);
        if (errno == Errno.None) return null;
        listener.Discard();
        return listener._cause ?? ConnectErrno.Describe(errno);
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
        Add(new SafeFd(first.Count), workers[0]);
        if (Bind.Address.UnixPath is { } path) _file = UnixSocketFile.Bound(path);
        return address.IsUnix ? Errno.None : ListenOnAll(workers, address.ToIp(), isDualStack);
    }

    /// <summary>A worker without a socket gets one of its own, which shares the port of the first.</summary>
    /// <param name="mustWait">It is not to listen before the start.</param>
    private Errno ListenOnAll(
        IReadOnlyList<NativeWorker> workers, IPAddress ip, bool isDualStack, bool mustWait = false)
    {
        var first = _acceptors[0].Fd;
        var port = ListeningSockets.PortOf(first);
        Actual = NetAddress.FromIp(ip, port);
        if (_acceptors.Count >= workers.Count) return Errno.None;
        var shared = ListeningSockets.AllowSharing(first);
        for (var i = _acceptors.Count; i < workers.Count && shared.IsSuccess; i++)
        {
            var address = SocketAddress.Of(ip, port);
            shared = mustWait
                ? ListeningSockets.BindBeside(address, isDualStack, How)
                : ListeningSockets.ListenBeside(address, _backlog, isDualStack, How);
            if (shared.IsSuccess) Add(new SafeFd(shared.Count), workers[i]);
        }

        return shared.Errno;
    }

    /// <summary>
    /// Every socket has a queue of its own, whose clients would be reset if it were closed: all are kept, however many
    /// workers there are. For the same reason none is added before this process accepts: it might end before that.
    /// </summary>
    private void Inherit(InheritedListener inherited, IReadOnlyList<NativeWorker> workers)
    {
        _isInherited = true;
        if (inherited.Options is { } options) Options = options;
        var sockets = inherited.Sockets;
        for (var i = 0; i < sockets.Count; i++)
            Add(new SafeFd(HandedConnection.TakeFd(sockets[i])), workers[i % workers.Count]);
        if (Bind.Address.UnixPath is { } path)
        {
            _file = UnixSocketFile.Bound(path);
            return;
        }

        var ip = StreamSockets.LocalAddressOf(_acceptors[0].Fd).Ip;
        var errno = ListenOnAll(workers, new IPAddress(ip), Bind.IsDualStack && ip.Length > 4, mustWait: true);
        if (errno != Errno.None) _services.Log.FewerSockets(Bind, ConnectErrno.Describe(errno));
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
            Add(new SafeFd(bound.Count), worker);
        }

        Actual = NetAddress.FromIp(address.ToIp(), Bind.Address.Port);
        return Errno.None;
    }

    private NewListener How => new(_isMultipath, PrepareSocket);

    private SysResult PrepareSocket(int fd)
    {
        _cause = ListenOptions.Apply(fd, Options, ListenOptions.None);
        return _cause is null ? new SysResult(0) : SysResult.Of(Errno.EINVAL);
    }

    private void Add(SafeFd socket, NativeWorker worker)
    {
        _acceptors.Add(new Acceptor(_services, worker, Bind, socket, _backlog));
        if (FileIdentity.OfDescriptor(socket.Number) is { } identity) _inodes.Add(identity.Inode);
    }
}
