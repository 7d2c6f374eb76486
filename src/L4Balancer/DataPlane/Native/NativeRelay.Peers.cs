using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <content>Sides that take nothing while bytes wait for them.</content>
internal partial struct NativeRelay
{
    /// <summary>For how many milliseconds the client has taken nothing although bytes wait for it; 0 if it does.
    /// </summary>
    public readonly long ClientPausedFor(long now) => _extras?.Client.PausedFor(now) ?? 0;

    /// <summary>The same of the backend.</summary>
    public readonly long ServerPausedFor(long now) => _extras?.Server.PausedFor(now) ?? 0;

    /// <summary>Looks at both sides, if it is time to.</summary>
    /// <param name="pause">Time between two looks, in milliseconds.</param>
    /// <returns>Why the session ends; None if it does not.</returns>
    public CloseReason LookAtPeers(in RelayPath path, PoolTerms terms, long pause)
    {
        var now = path.Tools.Now;
        if (_extras is null)
        {
            // Nothing can have come to wait since the last look, which saw that nothing did.
            if (now - MovedAt > 3 * pause) return CloseReason.None;
        }
        else
        {
            if (now - _extras.LookedAt < pause / 2) return CloseReason.None;
            _extras.LookedAt = now;
        }

        var reason = Look(path, Side.Client, terms);
        return reason != CloseReason.None ? reason : Look(path, Side.Server, terms);
    }

    private CloseReason Look(in RelayPath path, Side side, PoolTerms terms)
    {
        var fd = side == Side.Client ? path.Client : path.Server;
        var (holds, sent) = side == Side.Client
            ? (_download.HoldsBytes, _download.Sent) : (_upload.HoldsBytes, _upload.Sent);
        var state = ConnectionState.Of(fd);
        if (_extras is null && !PeerWatch.IsWaiting(state, holds)) return CloseReason.None;
        _extras ??= new RelayExtras { LookedAt = path.Tools.Now };
        ref var watch = ref side == Side.Client ? ref _extras.Client : ref _extras.Server;
        var ask = watch.Look(state, holds, sent, terms, path.Tools.Now);
        if (ask == PeerAsk.LiftUserTimeout) _ = TcpOptions.SetUserTimeout(fd, 0);
        else if (ask == PeerAsk.RestoreUserTimeout) Restore(fd, terms);
        return PeerWatch.ReasonOf(ask, side);
    }

    /// <summary>The backend's socket got its options anew.</summary>
    public readonly void KeepLifted(in RelayPath path)
    {
        if (_extras is { Server.IsLifted: true }) _ = TcpOptions.SetUserTimeout(path.Server, 0);
    }

    /// <summary>Leaves the sockets as they would be without the watch.</summary>
    public readonly void EndPeerWatch(in RelayPath path, PoolTerms terms)
    {
        if (_extras is null) return;
        if (_extras.Client.IsLifted) Restore(path.Client, terms);
        if (_extras.Server.IsLifted) Restore(path.Server, terms);
        (_extras.Client, _extras.Server) = (default, default);
    }

    private static void Restore(int fd, PoolTerms terms) =>
        _ = TcpOptions.SetUserTimeout(fd, (int)terms.Tcp.UserTimeout.TotalMilliseconds);
}
