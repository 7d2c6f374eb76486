using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.DataPlane.Rates;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Takes a session through its phases, on its own task.</summary>
internal sealed partial class PortableSession : IRelayOwner
{
    // Both stay unchanged while a relay may read them.
    PoolTerms IRelayOwner.Terms => _account.Terms.Pool!;

    long IRelayOwner.AcceptedAt => _account.AcceptedAt;

    SessionEnd IRelayOwner.Ending => _end;

    private Task _readable = Task.CompletedTask; // Until the client has sent something.
    private Task _watch = Task.CompletedTask;
    private ListenerView? _listener; // As decided by; newer after a wait.
    private SessionRates? _rates; // Null if the session has no rate limit.

    /// <summary>
    /// Serves the client; never fails. When it completes, both sockets are closed and everything taken is returned.
    /// </summary>
    public async Task RunAsync()
    {
        CloseReason reason;
        try
        {
            reason = await ServeAsync();

            // None is to leave: a session must not stay open for want of a reason.
            if (reason == CloseReason.None)
                Invariant.Require(_end.HasCome && await _end.Reason == reason, "A session ended without a reason.");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Only the client's socket is used outside the relay's own handlers: the client was gone before it was
            // served.
            reason = CloseReason.ClientGone;
        }
        catch (Exception e)
        {
            // A bug in one session must not take down the others.
            _services.ReportBug(e);
            reason = CloseReason.Bug;
        }

        Finish(reason);

        // The watch ends with the client's socket, which a departing session keeps open, and a silent one for a while.
        if (reason != CloseReason.None && !_isSilent) await _watch;
    }

    void IRelayOwner.OnHalfClosed() => Advance(SessionPhase.HalfClosed);

    void IRelayOwner.OnStillRunning() => Report(SessionMoment.Running);

    private async Task<CloseReason> ServeAsync()
    {
        if (_from is { Relay: { } state }) return await ArriveToRelayAsync(_from.Phase, state);
        var decision = _from is null ? _services.Admit(_account.Client, _slot, _services.Now) : ArriveToPick(_from);
        _ticket = decision.Ticket;
        if (decision.IsRefused) return decision.Reason;
        _listener = decision.Listener!;
        _readable = Readable.WaitAsync(_client, _end.Token);
        _watch = WatchClientAsync(_readable);
        if (decision.Line is { } line)
        {
            var refusal = await WaitForAdmissionAsync(line);
            if (_end.HasCome) return await _end.Reason;
            if (refusal != CloseReason.None) return refusal;
        }

        var whyNot = await PrereadAllAsync();
        if (_end.HasCome) return await _end.Reason;
        if (whyNot != CloseReason.None) return whyNot;
        _rates = _services.Rates.Join(_listener.Config, _account.Client, Id);
        var reason = await ConnectAsync(_listener.Route(_prereads?.Key), _prereads?.Target);
        return _server is null ? reason : await RelayAsync(_readable);
    }

    /// <summary>The decision made at the accept, repeated for a client that has waited.</summary>
    private AdmissionDecision DecideAgain(ReadOnlySpan<byte> preread = default)
    {
        var decision = _services.Admission.Decide(ArrivalNow(preread), _ticket);
        _ticket = decision.Ticket;
        return decision;
    }

    private Arrival ArrivalNow(ReadOnlySpan<byte> preread) => EngineServices.ArrivalOf(
        _account.Client, _slot, _listener!, _services.Now, _prereads is { IsClientKnown: true }, preread);

    /// <param name="target">The only backend that the client wants; null if any will do.</param>
    private async Task<CloseReason> ConnectAsync(PoolView pool, CancelTarget? target)
    {
        lock (_sync) _account.EnterPool(pool.Terms);
        var refused = SocketOptions.Apply(_client, pool.Terms.Tcp);
        if (refused is not null && _services.OptionPace.MayLog())
            _services.Log.CongestionRefused(pool.Terms.Tcp.CongestionControl!, refused);
        _picks.Begin(pool, ClientHash.Of(_account.Client), _services.NextSeed());
        if (target is not null) _picks.Aim(target);
        Advance(SessionPhase.Connecting);
        return await ConnectAsync();
    }

    private async Task<CloseReason> RelayAsync(Task readable)
    {
        Report(SessionMoment.Open);
        var conversation = _account.Terms.Converse(_services.NowMicroseconds);
        var observer = ProtocolObservers.Of(_account.Terms, _services.Admission.CancelKeys);
        var watch = observer is null ? null : new RelayWatch(observer, _end);
        var relay = new SessionRelay(
            _services, this, _reader, _server!, conversation, watch, _rates);
        if (_account.Terms.Pool!.SendProxy is { } send && !AwaitsTls) relay.Seed(WriteHeader(send));
        _relay = relay;
        var running = relay.RunAsync(readable, CloseSockets);
        _relaying.SetResult();
        var reason = await running;
        return _end.HasCome ? reason : await ConnectElsewhereAsync(relay, watch!);
    }

    private byte[] WriteHeader(SendProxyConfig send)
    {
        Span<byte> header = stackalloc byte[Limits.ProxyHeaderSentMax];
        var facts = _account.Tell(ClientAddress.Of(_client.LocalEndPoint));
        return header[..ProxyHeaderWriter.Write(header, send, facts)].ToArray();
    }

    /// <summary>
    /// A client that resets while it has no backend no longer needs one. The watch ends with the wait, which the end of
    /// the session ends.
    /// </summary>
    private async Task WatchClientAsync(Task readable)
    {
        try
        {
            await readable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_phase.IsConnected() && (readable.IsFaulted || Readable.IsReset(_client)))
                _end.Ask(CloseReason.ClientGone);
        }
        catch (Exception e)
        {
            _services.ReportBug(e);
            _end.Ask(CloseReason.Bug);
        }
    }
}
