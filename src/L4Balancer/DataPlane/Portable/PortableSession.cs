using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using Microsoft.Extensions.Logging;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// A session from accept to close: admission, connect, relay, and exactly one finish. One task runs it.
/// </summary>
internal sealed partial class PortableSession(PortableServices services, Socket client, ListenerSlot slot)
{
    private readonly SessionEnd _end = new();
    private readonly long _acceptedAt = services.Time.GetTimestamp();
    private SessionPhase _phase = SessionPhase.Accepted;
    private bool _isAdmitted;

    // Set by the session's own task, in this order; read by those who ask from outside.
    private volatile PoolView? _pool;
    private volatile BackendConnector? _connector;
    private volatile SessionRelay? _relay;
    private ClientAddress _clientAddress;
    private bool _isClosed;

    /// <summary>Asks for the end; any thread, any time. The first reason stays.</summary>
    /// <returns>False when somebody asked before.</returns>
    public bool End(CloseReason reason) => _end.Ask(reason);

    /// <summary>True while the session relays to this backend. One that still connects may yet go to another.</summary>
    public bool IsServedBy(string pool, NetAddress backend) =>
        _relay is not null && _pool?.Config.Name == pool && backend.Equals(_connector?.Backend?.Address);

    /// <summary>
    /// Serves the client; never fails. When it completes, both sockets are closed and everything taken is given back.
    /// </summary>
    public async Task RunAsync()
    {
        CloseReason reason;
        try
        {
            reason = await ServeAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Only the client's socket is touched outside the relay's own handlers: it was gone before it was served.
            reason = CloseReason.ClientGone;
        }
        catch (Exception e)
        {
            // One session's bug must not take the others with it.
            services.Log.SessionBug(e);
            reason = CloseReason.Bug;
        }

        Finish(reason);
    }

    private async Task<CloseReason> ServeAsync()
    {
        _clientAddress = ClientAddress.Of(client.RemoteEndPoint);

        // One read: the session must see one generation.
        var listener = slot.ViewIn(services.Table.Current);
        var refusal = slot.Gate.TryEnter(listener.Config);
        if (refusal != CloseReason.None) return refusal;
        _isAdmitted = true;
        _pool = listener.Pool;
        SocketOptions.Apply(client, _pool.Config.Tcp);

        Advance(SessionPhase.Connecting);
        var readable = Readable.WaitAsync(client);
        _connector = new BackendConnector(services, _pool, _end);
        _ = WatchClientAsync(readable);
        var reason = await _connector.ConnectAsync(_clientAddress);
        _pool = _connector.Pool;
        if (reason != CloseReason.None) return reason;

        Tell(SessionMoment.Open);
        Advance(SessionPhase.Relaying);
        _relay = new SessionRelay(services, _pool.Config.Timeouts, _end, client, _connector.Connection!, _acceptedAt,
            () => Advance(SessionPhase.HalfClosed), () => Tell(SessionMoment.Running));
        return await _relay.RunAsync(readable, CloseSockets);
    }

    /// <summary>
    /// A client that resets while we connect for it needs no backend any more. It ends with the wait, which the end of
    /// the session ends.
    /// </summary>
    private async Task WatchClientAsync(Task readable)
    {
        await readable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_phase == SessionPhase.Connecting && (readable.IsFaulted || Readable.IsReset(client)))
            _end.Ask(CloseReason.ClientGone);
    }

    private void CloseSockets(CloseReason reason)
    {
        if (_isClosed) return;
        _isClosed = true;
        var facts = reason.Facts();

        // The backend first: what the client's end still sets off in the relay must not reach a backend that is to be
        // reset.
        if (_connector?.Connection is { } server) Close(server, facts.ResetsBackend);
        Close(client, facts.ResetsClient);
    }

    private static void Close(Socket socket, bool withReset)
    {
        if (withReset) SocketOptions.CloseWithReset(socket);
        else SocketOptions.CloseWithFin(socket);
    }

    private void Advance(SessionPhase next) => _phase = SessionPhases.Advance(_phase, next);

    private void Finish(CloseReason reason)
    {
        Advance(SessionPhase.Closed);
        CloseSockets(reason);
        _relay?.Dispose();
        var (uploaded, downloaded) = (_relay?.Uploaded ?? 0, _relay?.Downloaded ?? 0);
        var backend = _connector?.Backend;
        CountBytes();
        if (backend is not null) _pool!.Release(backend);
        if (_isAdmitted) slot.Gate.Leave();
        SessionAccounts.CountEnded(services.Counters, slot, _pool, backend, reason);
        if (services.Log.IsEnabled(LogLevel.Debug))
            services.Log.SessionEnded(
                _clientAddress.ToString(), slot.Name, backend?.Address, reason.Word(), uploaded, downloaded);
        Tell(SessionMoment.End, reason);
    }
}
