using System.IO.Pipelines;
using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The relaying part of a session: two directions, the timer, and the rules for how their ends become the end of the
/// session. A FIN is passed on and the other direction continues; RST is passed on as RST, after the bytes that came
/// before it.
/// </summary>
internal sealed partial class SessionRelay : IDisposable
{
    private readonly PortableServices _services;
    private readonly IRelayOwner _owner;
    private readonly SessionEnd _end;
    private readonly Activity _activity;
    private readonly ClientReader _reader;
    private readonly RelayDirection _upload;
    private readonly RelayDirection _download;
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly RelayWatch? _watch;

    // The two directions end on any thread; this guards the fields below.
    private readonly Lock _sync = new();
    private RelayEnding _ending;
    private ResetWait? _reset;
    private Task _resetting = Task.CompletedTask;
    private bool _clientHasFin;
    private bool _serverHasFin;

    private Task _loops = Task.CompletedTask; // Set before any other thread can see the relay.
    private long _toldAt; // Timer only.

    /// <param name="watch">Sees all bytes; null if nobody wants to.</param>
    public SessionRelay(
        PortableServices services, IRelayOwner owner, ClientReader client, Socket server, in Conversation conversation,
        RelayWatch? watch = null, SessionRates? rates = null)
    {
        (_services, _owner, _end) = (services, owner, owner.Ending);
        (_reader, _client, _server) = (client, client.Client, server);

        // A direction sends what the target accepts, and does its own waiting.
        (_client.Blocking, _server.Blocking) = (false, false);
        _toldAt = services.Now;
        (_activity, _watch) = (new Activity(services, _end, conversation), watch);
        _watch?.Watch(client);
        var (up, down) = (new Pipe(services.PipeOptions), new Pipe(services.PipeOptions));
        _upload = new RelayDirection(_client, server, isUpload: true, _activity, up, watch, rates?.Upload);
        _download = new RelayDirection(server, _client, isUpload: false, _activity, down, watch, rates?.Download);
        _upload.Seed(default, client.Bytes.Memory);
        if (client.Bytes.Count > 0) _activity.NoteBytes(isUpload: true);
        _timer = services.Time.CreateTimer(
            static relay => ((SessionRelay)relay!).OnTimer(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>When a byte last moved; monotonic time in milliseconds.</summary>
    public long MovedAt => _activity.Last.At;

    /// <summary>The client ended its direction before the backend did. Once the session has ended.</summary>
    public bool HasClientEndedFirst
    {
        get
        {
            lock (_sync) return _ending.HasClientEndedFirst;
        }
    }

    public long Uploaded => _upload.Bytes;

    public long Downloaded => _download.Bytes;

    /// <summary>
    /// Relays until the session has ended and <paramref name="close"/> has closed both sockets, or until the relay was
    /// taken out: then both are open, and the reason is None.
    /// </summary>
    public async Task<CloseReason> RunAsync(Task clientReadable, Action<CloseReason> close)
    {
        CheckDeadlines();
        _loops = Task.WhenAll(
            GuardAsync(_upload.RunAsync(clientReadable, OnEnded, _stop.Token)),
            GuardAsync(_download.RunAsync(Readable.WaitAsync(_server, _stop.Token), OnEnded, _stop.Token)));
        ResumeReset();
        if (_watch is not null && await IsMovingAsync(_watch)) return CloseReason.None;
        var reason = await _end.Reason;

        // Closing the sockets ends the loops still waiting on them.
        if (reason != CloseReason.None) close(reason);
        await _loops;
        return reason;
    }

    public void Dispose()
    {
        _watch?.End();
        _activity.EndConversation();
        _timer.Dispose();
        _stop.Dispose();
    }

    /// <summary>A bug in one part ends the session; the other parts end with its sockets.</summary>
    private async Task GuardAsync(Task part)
    {
        try
        {
            await part;
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void OnTimer()
    {
        try
        {
            CheckDeadlines();
        }
        catch (Exception e)
        {
            FailWith(e);
        }
    }

    private void FailWith(Exception e)
    {
        _services.ReportBug(e);
        _end.Ask(CloseReason.Bug);
    }

    private void OnEnded(RelayDirection direction, DirectionEnd end)
    {
        lock (_sync)
        {
            var isUpload = direction == _upload;
            if (end == DirectionEnd.Finished && IsSourceGone(isUpload)) end = DirectionEnd.SourceReset;
            var step = _ending.OnEnded(isUpload, end);
            if (step is RelayStep.HalfClose or RelayStep.Close && !TryPassOnFin(isUpload))
                step = _ending.OnFinRefused(isUpload, PeerErrors.IsDead(isUpload ? _server : _client));
            if (step == RelayStep.PassOnReset) BeginReset(ResetWait.Begin(_services.Now));
            else if (step == RelayStep.Close) _end.Ask(_ending.Reason);
            else if (step == RelayStep.HalfClose) BecomeHalfClosed(isUpload);
        }
    }

    /// <summary>
    /// An error of a connection is reported once, to the first call. If that was a write, the concurrent read sees an
    /// end that looks like a FIN, and only the state of the connection distinguishes them: after a FIN it lives on
    /// until we have sent ours.
    /// </summary>
    private bool IsSourceGone(bool isUpload)
    {
        var hasOurFin = isUpload ? _clientHasFin : _serverHasFin;
        return !hasOurFin && ConnectionState.Of(isUpload ? _client : _server) is { IsClosed: true };
    }

    private bool TryPassOnFin(bool isUpload)
    {
        try
        {
            (isUpload ? _server : _client).Shutdown(SocketShutdown.Send);
            if (isUpload) _serverHasFin = true;
            else _clientHasFin = true;
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void BeginReset(ResetWait wait) => _resetting = GuardAsync(PassOnResetAsync(wait));

    private async Task PassOnResetAsync(ResetWait wait)
    {
        var other = _ending.IsClientReset ? _server : _client;
        _reset = wait;
        _reset = await SendQueue.WaitUntilEmptyAsync(other, _services.Time, wait, _end.Token);
        if (_reset is not null) return;

        // Not before now: the call that was told the error may have been the other direction's.
        lock (_sync) _end.Ask(_ending.Reason);
    }

    private void BecomeHalfClosed(bool isUpload)
    {
        if (_end.HasCome) return;
        _activity.NoteReceived(isUpload);
        _owner.OnHalfClosed();
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
