using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <content>What events and an observer of the protocol say of a relay.</content>
internal partial struct NativeRelay
{
    /// <summary>The session was a cancel request.</summary>
    public readonly bool IsCancel => _isCancel;

    /// <summary>The backend that <see cref="RelayAsks.Reconnect"/> is about.</summary>
    public readonly CancelTarget? Elsewhere => _observer?.Elsewhere;

    /// <summary>Whether the session could end now without loss. Bytes on their way through are work, too.</summary>
    public readonly SessionRest Rest
    {
        get
        {
            if (_observer is null) return SessionRest.Unknown;
            var rest = _observer.Rest;
            var isMoving = HasEnding || IsAwaitingReset || _upload.HoldsBytes || _download.HoldsBytes
                || _upload.IsReady || _download.IsReady;
            return rest == SessionRest.Idle && isMoving ? SessionRest.Busy : rest;
        }
    }

    /// <summary>Null if nobody watches, or nobody does any more: then bytes may be spliced.</summary>
    private readonly ProtocolObserver? Watcher => _observer is { IsWatching: true } watching ? watching : null;

    /// <summary>Watches the session from its first byte; before <see cref="Open"/>.</summary>
    /// <param name="preread">Bytes of the client that the backend gets first.</param>
    public void Watch(ProtocolObserver observer, ReadOnlySpan<byte> preread)
    {
        _observer = observer;
        observer.Watch(isUpload: true, preread);
    }

    /// <summary>Leaves the backend, for <see cref="Elsewhere"/>; the client's bytes stay.</summary>
    public void Leave(RelayTools tools)
    {
        _download.End(tools);
        _conversation.End(tools.NowMicroseconds);
    }

    private void EndWatching()
    {
        if (_observer is null) return;
        _isCancel = _observer.IsCancel;
        _observer.End();
        _observer = null;
    }

    /// <summary>After these nothing more is moved, whatever else is ready.</summary>
    private static bool IsOver(RelayAsks asks) =>
        (asks & (RelayAsks.Close | RelayAsks.ResetPause | RelayAsks.Reconnect)) != RelayAsks.None;

    private static void NoteReadable(ref NativeDirection from, Readiness events)
    {
        const Readiness ToEnd = Readiness.PeerClosed | Readiness.HangUp | Readiness.Error | Readiness.Urgent;
        const Readiness Any = Readiness.Readable | ToEnd;
        if (!events.HasAny(Any)) return;
        from.NoteReadable(events.HasAny(ToEnd));
        if (events.HasAny(Readiness.Urgent)) from.NoteUrgent();
    }
}
