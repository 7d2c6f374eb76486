using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>How a session moves to another backend.</summary>
internal sealed partial class PortableSession
{
    /// <summary>
    /// The client has asked its backend about encryption, and then sent a cancel request that is for another one: only
    /// now its bytes show that. Nothing else has been said on the connection to this backend.
    /// </summary>
    private async Task<CloseReason> ConnectElsewhereAsync(SessionRelay relay, RelayWatch watch)
    {
        // A pool that a reload has removed can do nothing for the request.
        var target = watch.Elsewhere!;
        if (!_services.Table.Current.Pools.TryGetValue(_account.Terms.Pool!.Name, out var pool))
            return CloseReason.BackendClosed;
        var state = relay.TakeOutForElsewhere();
        CountBytes();
        lock (_sync) _account.Leave();
        SocketOptions.CloseWithFin(_server!);
        _server = null;

        // The counts of the first relay are the session's until the second one has them.
        var reason = await ConnectAsync(pool, target);
        if (_server is null) return reason;
        var conversation = _account.Terms.Converse(_services.NowMicroseconds);
        var next = new SessionRelay(
            _services, this, new ClientReader(_client), _server, conversation, watch, _rates);
        next.PutBack(_account.Terms.Pool!.SendProxy is { } send ? state.After(WriteHeader(send)) : state);
        _relay = next;
        relay.Dispose();
        return await next.RunAsync(Readable.WaitAsync(_client, _end.Token), CloseSockets);
    }
}
