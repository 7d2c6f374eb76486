using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// How a session moves its bytes, and how the ends of its two directions become its own: a FIN is passed on and the
/// other direction goes on; RST is passed on as RST, after the bytes that came before it.
/// </summary>
internal sealed partial class NativeSession
{
    /// <summary>Between two looks at whether the bytes from before a reset are delivered.</summary>
    private const int ResetPauseMin = 1;

    private const int ResetPauseMax = 50;

    private NativeDirection _upload;
    private NativeDirection _download;
    private RelayEnding _ending;
    private LastMove _moved;
    private ResetWait? _resetWait;

    private void BeginToRelay(Readiness serverEvents, bool isServerUnix)
    {
        Advance(SessionPhase.Relaying);
        _download.Reset(_worker.Tools.Kind, isUpload: false, isServerUnix);
        (_ending, _isLasting) = (default, isServerUnix);
        (_moved, _toldAt) = (new LastMove(Loop.Now, isUpload: false), Loop.Now);
        SetDeadline();
        NoteReadable(ref _download, serverEvents);
        Pump();
    }

    private void OnReadyToRelay(int tag, Readiness events)
    {
        if (_resetWait is not null) return;
        if (tag == ClientTag) OnSideReady(ref _upload, ref _download, ClientTag, events);
        else OnSideReady(ref _download, ref _upload, ServerTag, events);
    }

    /// <param name="from">The direction that the side is the source of.</param>
    /// <param name="to">The direction that the side is the target of.</param>
    private void OnSideReady(ref NativeDirection from, ref NativeDirection to, int tag, Readiness events)
    {
        NoteReadable(ref from, events);
        if (to.HoldsBytes && events.HasAny(Readiness.Writable)) PumpOne(isUpload: tag != ClientTag);
        if (!IsRunning || _resetWait is not null) return;
        if (from.IsReady) PumpOne(isUpload: tag == ClientTag);
        else if (from.IsEnded && !to.IsEnded && events.HasAny(Readiness.Error)) OnTargetDied(ref to, tag);
    }

    /// <summary>
    /// A side that has sent FIN resets afterwards: nothing more is read from it that would tell, and what is on its way
    /// to it will not be taken.
    /// </summary>
    private void OnTargetDied(ref NativeDirection to, int tag)
    {
        to.End(_worker.Tools);
        OnEnded(isUpload: tag != ClientTag, DirectionEnd.TargetGone);
    }

    private static void NoteReadable(ref NativeDirection from, Readiness events)
    {
        const Readiness ToEnd = Readiness.PeerClosed | Readiness.HangUp | Readiness.Error | Readiness.Urgent;
        const Readiness Any = Readiness.Readable | ToEnd;
        if (!events.HasAny(Any)) return;
        from.NoteReadable(events.HasAny(ToEnd));
        if (events.HasAny(Readiness.Urgent)) from.NoteUrgent();
    }

    /// <summary>A turn of both directions.</summary>
    private void Pump()
    {
        if (_resetWait is null && _upload.IsReady) PumpOne(isUpload: true);
        if (IsRunning && _resetWait is null && _download.IsReady) PumpOne(isUpload: false);
    }

    private void PumpOne(bool isUpload)
    {
        var tools = _worker.Tools;
        var end = isUpload
            ? _upload.Pump(_client, _server, tools, ref _moved)
            : _download.Pump(_server, _client, tools, ref _moved);
        if (end == PumpEnd.Wait) return;
        if (end == PumpEnd.TurnOver) Loop.Again(this);
        else OnEnded(isUpload, DirectionEndOf(end));
    }

    private static DirectionEnd DirectionEndOf(PumpEnd end) => end switch
    {
        PumpEnd.Finished => DirectionEnd.Finished,
        PumpEnd.SourceReset => DirectionEnd.SourceReset,
        _ => DirectionEnd.TargetGone,
    };

    private void OnEnded(bool isUpload, DirectionEnd end)
    {
        var step = _ending.OnEnded(isUpload, end);
        var target = isUpload ? _server : _client;
        if (step == RelayStep.HalfClose && !StreamSockets.ShutdownSend(target).IsSuccess)
            step = _ending.OnFinRefused(isUpload);
        switch (step)
        {
            case RelayStep.HalfClose:
                Advance(SessionPhase.HalfClosed);
                _moved = new LastMove(Loop.Now, isUpload);
                SetDeadline();
                break;
            case RelayStep.Close:
                // Closing sends the other FIN.
                Finish(_ending.OrderlyReason);
                break;
            case RelayStep.PassOnReset:
                PassOnReset();
                break;
            default:
                // The target is gone; what it sent before may be there to read, and its end is.
                if (isUpload) _download.NoteReadable(mustReadToEnd: true);
                else _upload.NoteReadable(mustReadToEnd: true);
                Loop.Again(this);
                break;
        }
    }

    /// <summary>RST throws away what is still in the send queue, so it waits until the other side has that.</summary>
    private void PassOnReset()
    {
        _resetWait = new ResetWait(Loop.Now);
        ContinueReset();
    }

    private void ContinueReset()
    {
        var other = _ending.ResetReason == CloseReason.ClientReset ? _server : _client;
        if (!TcpOptions.TryGetInfo(other, out var info) || !_resetWait!.MustGoOn(info, Loop.Now))
        {
            Finish(_ending.ResetReason);
            return;
        }

        SetTimer(Loop.Now + _resetWait.NextPause(ResetPauseMin, ResetPauseMax));
    }

    /// <summary>Gives back what the directions hold; their bytes stay to be told.</summary>
    private void EndRelay()
    {
        _upload.End(_worker.Tools);
        _download.End(_worker.Tools);
        _resetWait = null;
    }
}
