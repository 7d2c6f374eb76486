using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// A session from accept to close. One task runs it, phase after phase, in the order of <c>ServeAsync</c>; requests
/// from other threads are handled here.
/// </summary>
internal sealed partial class PortableSession
{
    private readonly PortableServices _services;
    private readonly Socket _client;
    private readonly ListenerSlot _slot;
    private readonly SessionEnd _end = new();
    private readonly BackendPicks _picks;

    // Guards the three fields below: the session's own task and its relay write them, other threads read them. So no
    // byte is counted twice, nothing is reported after the end, and no session that has just connected is mistaken for
    // one still connecting.
    private readonly Lock _sync = new();
    private SessionAccount _account;
    private SessionPhase _phase = SessionPhase.Accepted;
    private ConnectAttempt? _attempt;

    private readonly ClientReader _reader; // Used by the session's task only, as are those below.
    private readonly TaskCompletionSource _relaying = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Ticket _ticket;
    private Socket? _server;
    private readonly DepartedSession? _from; // What it was before it came here; null if it began here.
    private CloseReason _endReason;
    private bool _isClosed;
    private bool _isReported;
    private volatile SessionRelay? _relay; // Read by any thread.

    public PortableSession(PortableServices services, Socket client, ClientAddress address, ListenerSlot slot)
        : this(services, slot, client, new FirstBytes())
    {
        _account.Begin(services.NextId(), address, slot.Counters, services.Now);
        Id = _account.Id;
    }

    /// <summary>Goes on with a session that has left an engine.</summary>
    /// <param name="client">The connection of its client, which this session owns from here on.</param>
    /// <param name="server">The connection of its backend; null if it had none.</param>
    public PortableSession(
        PortableServices services, DepartedSession from, ListenerSlot slot, Socket client, Socket? server)
        : this(services, slot, client, new FirstBytes(from.Preread.Span))
    {
        (_from, _server, _account, Id) = (from, server, from.Account, from.Account.Id);
        _account.Resume();
    }

    private PortableSession(PortableServices services, ListenerSlot slot, Socket client, FirstBytes first)
    {
        (_services, _client, _slot) = (services, client, slot);
        (_picks, _reader) = (new BackendPicks(services), new ClientReader(client, first));
    }

    /// <summary>Unique for the lifetime of the process.</summary>
    public ulong Id { get; }

    /// <summary>The time since the client was accepted.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(_services.Now - _account.AcceptedAt);

    /// <summary>Requests the end; any thread, any time. The first reason stays.</summary>
    /// <returns>False if the end was requested before.</returns>
    public bool End(CloseReason reason) => _end.Ask(reason);

    /// <summary>
    /// Ends the session if this backend serves it. A session still connecting to it continues with another backend,
    /// unless an operator resets the sessions of a healthy backend: it has no session there yet. Any thread.
    /// </summary>
    /// <returns>True if it was ended.</returns>
    public bool EndIfServedBy(string pool, NetAddress backend, CloseReason reason)
    {
        lock (_sync)
        {
            if (!_phase.IsConnected())
            {
                if (reason != CloseReason.OperatorReset && _attempt?.IsTo(pool, backend) == true) _attempt.Abandon();
                return false;
            }

            if (!_account.Terms.AreServedBy(pool, backend)) return false;
        }

        return _end.Ask(reason);
    }

    /// <summary>Whether it could end now without loss, as far as its protocol is observed. Any thread.</summary>
    public SessionRest Rest => _relay?.Rest ?? SessionRest.Unknown;

    /// <summary>Describes its current state; null before it is admitted. Any thread.</summary>
    public SessionInfo? Describe()
    {
        var relay = _relay;
        lock (_sync)
        {
            if (!_phase.IsRunning() || _phase == SessionPhase.Accepted) return null;
            var movedAt = relay?.MovedAt ?? _account.AcceptedAt;
            return _account.Describe(
                _phase, _services.Now, movedAt, relay?.Uploaded ?? 0, relay?.Downloaded ?? 0, Rest) with
            {
                ClientPaused = relay?.ClientPausedFor ?? 0,
                BackendPaused = relay?.ServerPausedFor ?? 0,
            };
        }
    }

    /// <summary>Adds the bytes moved since the last call to the counters. Any thread.</summary>
    public void CountBytes()
    {
        if (_relay is not { } relay) return;
        lock (_sync) _account.CountBytes(relay.Uploaded, relay.Downloaded);
    }

    private void Advance(SessionPhase next)
    {
        lock (_sync) _phase = SessionPhases.Advance(_phase, next);
        _services.Checkpoint?.Invoke(next, null);
    }

    private void Report(SessionMoment moment, CloseReason reason = CloseReason.None)
    {
        if (!_services.Wants(moment)) return;
        var relay = _relay;
        lock (_sync)
        {
            if (_isReported) return;
            _isReported = moment == SessionMoment.End;
            _services.Report(_account.Record(
                moment, reason, _services.Now, relay?.Uploaded ?? 0, relay?.Downloaded ?? 0));
        }
    }
}
