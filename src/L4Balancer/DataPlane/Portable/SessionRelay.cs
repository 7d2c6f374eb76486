using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The relaying part of a session: two directions, the timer, and the rules of how their ends become the end of the
/// session. A FIN is passed on and the other direction goes on; RST is passed on as RST, after the bytes that came
/// before it.
/// </summary>
internal sealed partial class SessionRelay : IDisposable
{
    private readonly PortableServices _services;
    private readonly TimeoutsConfig _timeouts;
    private readonly SessionEnd _end;
    private readonly Activity _activity;
    private readonly RelayDirection _upload;
    private readonly RelayDirection _download;
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly long _acceptedAt;
    private readonly Action _halfClosed;
    private readonly Action _running;
    private readonly ITimer _timer;

    // The two directions end on any thread; this guards the fields below.
    private readonly Lock _sync = new();
    private RelayEnding _ending;
    private bool _clientHasFin;
    private bool _serverHasFin;
    private long _toldAt; // Timer only.

    public SessionRelay(
        PortableServices services, TimeoutsConfig timeouts, SessionEnd end, Socket client, Socket server,
        long acceptedAt, Action halfClosed, Action running)
    {
        (_services, _timeouts, _end, _client, _server) = (services, timeouts, end, client, server);
        (_acceptedAt, _halfClosed, _running) = (acceptedAt, halfClosed, running);
        _toldAt = services.Time.GetTimestamp();
        _activity = new Activity(services.Time);
        _upload = new RelayDirection(client, server, isUpload: true, _activity, services.PipeOptions);
        _download = new RelayDirection(server, client, isUpload: false, _activity, services.PipeOptions);
        _timer = services.Time.CreateTimer(
            static relay => ((SessionRelay)relay!).OnTimer(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Since a byte moved.</summary>
    public TimeSpan Idle => _services.Time.GetElapsedTime(_activity.Last.At);

    public long Uploaded => _upload.Bytes;

    public long Downloaded => _download.Bytes;

    /// <summary>
    /// Relays until the session's end has come and both sockets are closed by <paramref name="close"/>.
    /// </summary>
    public async Task<CloseReason> RunAsync(Task clientReadable, Action<CloseReason> close)
    {
        CheckDeadlines();
        var up = GuardAsync(_upload.RunAsync(clientReadable, OnEnded));
        var down = GuardAsync(_download.RunAsync(Readable.WaitAsync(_server), OnEnded));
        var reason = await _end.Reason;

        // Closing the sockets ends the loops that still wait on them.
        close(reason);
        await Task.WhenAll(up, down);
        return reason;
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>A bug in one direction ends the session; the other direction ends with its sockets.</summary>
    private async Task GuardAsync(Task direction)
    {
        try
        {
            await direction;
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
            if (end == DirectionEnd.Finished && IsSourceDead(isUpload)) end = DirectionEnd.SourceReset;
            var step = _ending.OnEnded(isUpload, end);
            if (step is RelayStep.HalfClose or RelayStep.Close && !TryPassOnFin(isUpload))
                step = _ending.OnFinRefused(isUpload);
            if (step == RelayStep.PassOnReset) _ = PassOnResetAsync();
            else if (step == RelayStep.Close) _end.Ask(_ending.Reason);
            else if (step == RelayStep.HalfClose) BecomeHalfClosed(isUpload);
        }
    }

    /// <summary>
    /// An error of a connection is told once, to the call that comes first. When that was a write, the read beside it
    /// sees an end that looks like a FIN, and only the state of the connection tells them apart: after a FIN it lives
    /// on until we have sent ours.
    /// </summary>
    private bool IsSourceDead(bool isUpload)
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

    private async Task PassOnResetAsync()
    {
        var reason = _ending.Reason;
        var other = reason == CloseReason.ClientReset ? _server : _client;
        await SendQueue.WaitUntilEmptyAsync(other, _services.Time, _end.Token);
        _end.Ask(reason);
    }

    private void BecomeHalfClosed(bool isUpload)
    {
        if (_end.HasCome) return;
        _activity.NoteReceived(isUpload);
        _halfClosed();
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
