using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <content>Sides that take nothing while bytes wait for them.</content>
internal sealed partial class SessionRelay
{
    private PeerWatch _clientWatch; // Timer only, and the end.
    private PeerWatch _serverWatch;
    private long _lookedAt; // Timer only.
    private bool _isWatching; // Timer only: bytes waited for a side at the last look.

    /// <summary>
    /// For how many milliseconds the client has taken nothing although bytes wait for it; 0 if it does. Any thread; a
    /// torn read is one wrong line of a list.
    /// </summary>
    public long ClientPausedFor => _clientWatch.PausedFor(_services.Now);

    /// <summary>The same of the backend.</summary>
    public long ServerPausedFor => _serverWatch.PausedFor(_services.Now);

    /// <summary>Looks at both sides, if it is time to.</summary>
    /// <returns>Why the session ends; None if it does not.</returns>
    private CloseReason LookAtPeers(long now)
    {
        var pause = PeerWatch.PauseOf(_owner.Terms);
        if (pause == 0 || now - _lookedAt < pause / 2 || _ending.IsClientReset || _ending.IsServerReset)
            return CloseReason.None;
        _lookedAt = now;
        if (!_isWatching && now - _activity.Last.At > 3 * pause) return CloseReason.None;
        var client = Look(Side.Client, _client, _download, ref _clientWatch, now);
        var server = Look(Side.Server, _server, _upload, ref _serverWatch, now);
        _isWatching = client.IsWaiting || server.IsWaiting;
        return client.Ends != CloseReason.None ? client.Ends : server.Ends;
    }

    private (bool IsWaiting, CloseReason Ends) Look(
        Side side, Socket socket, RelayDirection to, ref PeerWatch watch, long now)
    {
        var (state, holds) = (ConnectionState.Of(socket), to.HoldsBytes);
        var ask = watch.Look(state, holds, to.Sent, _owner.Terms, now);
        if (ask == PeerAsk.LiftUserTimeout) SocketOptions.TrySetUserTimeout(socket, TimeSpan.Zero);
        else if (ask == PeerAsk.RestoreUserTimeout) Restore(socket);
        return (PeerWatch.IsWaiting(state, holds), PeerWatch.ReasonOf(ask, side));
    }

    /// <summary>Leaves the sockets as they would be without the watch.</summary>
    private void EndPeerWatch()
    {
        if (_clientWatch.IsLifted) Restore(_client);
        if (_serverWatch.IsLifted) Restore(_server);
    }

    private void Restore(Socket socket) => SocketOptions.TrySetUserTimeout(socket, _owner.Terms.Tcp.UserTimeout);
}
