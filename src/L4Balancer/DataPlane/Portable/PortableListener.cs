using System.Net.Sockets;
using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// One bound address: a listening socket with its accept loop, or several that were inherited from a process whose
/// engine had one for each loop. It keeps them while the configuration around it changes. Control only.
/// </summary>
internal sealed class PortableListener(
    PortableServices services, BindAddress bind, IReadOnlyList<ListeningSocket> sockets, ListenerConfig config,
    Action<Socket, ListenerSlot> start)
    : IBoundAddress
{
    private readonly PortableAcceptor[] _acceptors =
        [.. sockets.Select(socket => new PortableAcceptor(services, bind, socket, config.Backlog, start))];

    public BindAddress Bind { get; } = bind;

    public NetAddress Actual { get; } = sockets[0].ActualAddress(bind);

    public IReadOnlyList<ulong> Inodes { get; } =
        [.. sockets.Select(socket => SharedPorts.InodeOf(socket.Socket)).OfType<ulong>()];

    public IReadOnlyList<SafeHandle> Sockets => [.. _acceptors.Select(acceptor => acceptor.Socket.SafeHandle)];

    public ListenSocketConfig Options { get; internal set; } = config.ListenSocket;

    public ListenerSlot Slot { get; private set; } = null!;

    public void AllowSharing()
    {
        foreach (var acceptor in _acceptors) SharedPorts.Allow(acceptor.Socket);
    }

    public void Become(ListenerSlot slot, ListenerConfig listener)
    {
        slot.ViewIn(services.Table.Current);
        Slot = slot;
        foreach (var acceptor in _acceptors)
        {
            if (ListenOptions.Apply(acceptor.Socket, listener.ListenSocket, Options) is { } cause)
                services.Log.ListenOptionRefused(Bind, cause);
            acceptor.Become(slot, listener.Backlog);
        }

        Options = listener.ListenSocket;
    }

    public void Start()
    {
        foreach (var acceptor in _acceptors) acceptor.Start();
    }

    public Task PauseAsync() => Task.WhenAll(_acceptors.Select(acceptor => acceptor.PauseAsync()));

    public void GoOn()
    {
        foreach (var acceptor in _acceptors) acceptor.GoOn();
    }

    public void Deafen()
    {
        foreach (var acceptor in _acceptors)
        {
            SharedPorts.Deafen(acceptor.Socket);
            ListenOptions.EndDefer(acceptor.Socket, Options);
        }
    }

    public Task StopAsync() => Task.WhenAll(_acceptors.Select(acceptor => acceptor.StopAsync()));

    public void Discard()
    {
        foreach (var acceptor in _acceptors) acceptor.Discard();
    }

    /// <summary>True if all its accept loops are at rest or make progress before the token is cancelled.</summary>
    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        foreach (var acceptor in _acceptors)
        {
            if (!await acceptor.IsTurningAsync(cancellationToken)) return false;
        }

        return true;
    }
}
