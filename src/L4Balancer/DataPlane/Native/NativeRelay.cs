using System.Diagnostics;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The relay of a session: both directions, and how their ends become the end of the session. A FIN is passed on and
/// the other direction continues; RST is passed on as RST, after the bytes that came before it. The relay knows neither
/// phases nor timers: every call returns what the session has to do.
/// </summary>
/// <remarks>A mutable value inside its session, so that it costs no object. Used on the loop's thread only.</remarks>
[SupportedOSPlatform("linux")]
internal partial struct NativeRelay
{
    private NativeDirection _upload;
    private NativeDirection _download;
    private RelayEnding _ending;
    private LastMove _moved;
    private ResetWait? _resetWait;
    private Conversation _conversation;
    private ProtocolObserver? _observer; // Until the end, also when it has seen enough.
    private bool _isCancel;
    private RelayExtras? _extras; // What most sessions do without.

    /// <summary>Bytes read from the client.</summary>
    public readonly long Uploaded => _upload.Bytes;

    /// <summary>Bytes read from the backend.</summary>
    public readonly long Downloaded => _download.Bytes;

    /// <summary>When a byte last moved, or a side ended its direction; a time of the loop's clock.</summary>
    public readonly long MovedAt => _moved.At;

    /// <summary>The side that is expected to act next.</summary>
    public readonly Side Turn => _ending.TurnAfter(_moved);

    /// <summary>True once a direction has ended.</summary>
    public readonly bool HasEnding => _ending.HasBegun;

    /// <summary>True while a reset waits for the bytes that came before it; nothing else moves any more.</summary>
    public readonly bool IsAwaitingReset => _resetWait is not null;

    /// <summary>Milliseconds until <see cref="ContinueReset"/> is to be called.</summary>
    public readonly int ResetPause => _resetWait?.Pause ?? 0;

    /// <summary>Why the session ends, once <see cref="RelayAsks.Close"/> was requested.</summary>
    public readonly CloseReason Reason => _ending.Reason;

    /// <summary>Starts to track what there is to read from the client; its backend is not connected yet.</summary>
    public void Prepare(RelayKind kind, bool isClientUnix)
    {
        this = default;
        _upload.Reset(kind, isUpload: true, isClientUnix);
    }

    /// <summary>Notes an event of a client that has no backend yet.</summary>
    public void NoteClient(Readiness events) => NoteReadable(ref _upload, events);

    /// <summary>The backend is connected: <see cref="Pump"/> may be called.</summary>
    /// <param name="serverEvents">Other conditions in the event that reported the connect.</param>
    public void Open(RelayTools tools, in Conversation conversation, bool isServerUnix, Readiness serverEvents)
    {
        _conversation = conversation;
        if (Uploaded > 0) _conversation.OnUpload(tools.NowMicroseconds);
        _download.Reset(tools.Kind, isUpload: false, isServerUnix, Downloaded);
        _moved = new LastMove(tools.Now, isUpload: false);
        NoteReadable(ref _download, serverEvents);
    }

    /// <summary>Handles an event of one of the sockets.</summary>
    public RelayAsks OnReady(in RelayPath path, Side side, Readiness events)
    {
        if (_resetWait is not null) return RelayAsks.None;
        return side == Side.Client
            ? OnSideReady(path, ref _upload, ref _download, isClient: true, events)
            : OnSideReady(path, ref _download, ref _upload, isClient: false, events);
    }

    /// <summary>Runs one turn of both directions.</summary>
    public RelayAsks Pump(in RelayPath path)
    {
        if (_resetWait is not null) return RelayAsks.None;
        var asks = RelayAsks.None;
        if (_upload.IsReady) asks = PumpOne(path, isUpload: true);
        if (IsOver(asks) || !_download.IsReady) return asks;
        return asks | PumpOne(path, isUpload: false);
    }

    /// <summary>Checks again whether the bytes from before a reset are delivered.</summary>
    public RelayAsks ContinueReset(in RelayPath path)
    {
        Debug.Assert(_resetWait is not null, "No reset waits.");
        var other = _ending.IsClientReset ? path.Server : path.Client;
        _resetWait = _resetWait.After(ConnectionState.Of(other), path.Tools.Now);
        return _resetWait is null ? RelayAsks.Close : RelayAsks.ResetPause;
    }

    /// <summary>Releases everything the directions hold; the counts of their bytes stay.</summary>
    public void End(RelayTools tools)
    {
        _upload.End(tools);
        _download.End(tools);
        _extras?.Rates?.End();
        _extras = null;
        _conversation.End(tools.NowMicroseconds);
        _resetWait = null;
        EndWatching();
    }

    /// <param name="from">The direction whose source is this side.</param>
    /// <param name="to">The direction whose target is this side.</param>
    private RelayAsks OnSideReady(
        in RelayPath path, ref NativeDirection from, ref NativeDirection to, bool isClient, Readiness events)
    {
        NoteReadable(ref from, events);
        var asks = RelayAsks.None;
        if (to.HoldsBytes && events.HasAny(Readiness.Writable)) asks = PumpOne(path, isUpload: !isClient);
        if (IsOver(asks)) return asks;
        if (from.IsReady) return asks | PumpOne(path, isUpload: isClient);
        if (!from.IsEnded || to.IsEnded || !events.HasAny(Readiness.Error)) return asks;

        // A side that has sent FIN now resets: no read would report that any more, and bytes in flight to it will not
        // be accepted.
        to.End(path.Tools);
        var isDead = IsDead(isClient ? path.Client : path.Server);
        return asks | OnEnded(path, !isClient, isDead ? DirectionEnd.TargetDead : DirectionEnd.TargetGone);
    }

    private RelayAsks PumpOne(in RelayPath path, bool isUpload)
    {
        var end = isUpload ? PumpUpload(path) : PumpDownload(path);
        return end switch
        {
            PumpEnd.Wait => RelayAsks.None,
            PumpEnd.TurnOver => RelayAsks.Turn,
            PumpEnd.Throttled => RelayAsks.RatePause,
            PumpEnd.Elsewhere => HasEnding ? RelayAsks.Turn : RelayAsks.Reconnect,
            _ => OnEnded(path, isUpload, DirectionEndOf(end)),
        };
    }

    private PumpEnd PumpUpload(in RelayPath path)
    {
        var before = _upload.Bytes;
        var end = _upload.Pump(
            path.Client, path.Server, path.Tools, Watcher, _extras?.Rates?.Upload, ref _moved);
        if (_upload.Bytes != before) _conversation.OnUpload(path.Tools.NowMicroseconds);
        return end;
    }

    private PumpEnd PumpDownload(in RelayPath path)
    {
        var before = _download.Bytes;
        var end = _download.Pump(
            path.Server, path.Client, path.Tools, Watcher, _extras?.Rates?.Download, ref _moved);
        if (_download.Bytes == before) return end;
        _conversation.OnDownload(path.Tools.NowMicroseconds);
        if (path.Tools.Sampler.TryTake(path.Tools.Now))
            _conversation.OnSample(ConnectionState.Of(path.Server), path.Tools.NowMicroseconds);
        return end;
    }

    private RelayAsks OnEnded(in RelayPath path, bool isUpload, DirectionEnd end)
    {
        var step = _ending.OnEnded(isUpload, end);
        var target = isUpload ? path.Server : path.Client;
        if (step == RelayStep.HalfClose && !StreamSockets.ShutdownSend(target).IsSuccess)
            step = _ending.OnFinRefused(isUpload, IsDead(target));
        switch (step)
        {
            case RelayStep.HalfClose:
                _moved = new LastMove(path.Tools.Now, isUpload);
                return RelayAsks.HalfClosed;
            case RelayStep.Close:
                // Closing the sockets sends the other FIN.
                return RelayAsks.Close;
            case RelayStep.PassOnReset:
                _resetWait = ResetWait.Begin(path.Tools.Now);
                return ContinueReset(path);
            default:
                // The target is gone; the bytes it sent before may still be readable, and so is its end.
                if (isUpload) _download.NoteReadable(mustReadToEnd: true);
                else _upload.NoteReadable(mustReadToEnd: true);
                return RelayAsks.Turn;
        }
    }
}
