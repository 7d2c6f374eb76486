using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <content>What an observer of the protocol says of a relay.</content>
internal sealed partial class SessionRelay
{
    /// <summary>The session was a cancel request.</summary>
    public bool IsCancel => _watch?.IsCancel == true;

    /// <summary>Whether the session could end now without loss. Bytes on their way through are work, too.</summary>
    public SessionRest Rest
    {
        get
        {
            if (_watch is null) return SessionRest.Unknown;
            var rest = _watch.Rest;
            lock (_sync)
            {
                var isMoving = _ending.HasBegun || _upload.HoldsBytes || _download.HoldsBytes;
                return rest == SessionRest.Idle && isMoving ? SessionRest.Busy : rest;
            }
        }
    }

    /// <summary>
    /// What the relay to another backend begins with: the client's bytes that are for it. After
    /// <see cref="RunAsync"/> has returned None although no end was asked for.
    /// </summary>
    public RelayState TakeOutForElsewhere()
    {
        var download = new DirectionState { Bytes = Downloaded };
        return new RelayState(_upload.TakeOut(), download, default, _activity.Last, null);
    }

    /// <summary>Waits for the end, or for bytes that are for another backend.</summary>
    /// <returns>True if the session moves: nothing is being moved any more, and both sockets are open.</returns>
    private async Task<bool> IsMovingAsync(RelayWatch watch)
    {
        await Task.WhenAny(_end.Reason, watch.Misdirected);
        if (_end.HasCome) return false;
        lock (_sync)
        {
            // A backend that has ended its direction has left a cancel request unanswered.
            if (_ending.HasBegun) _end.Ask(CloseReason.BackendClosed);
        }

        if (_end.HasCome) return false;
        await _stop.CancelAsync();
        await _loops;
        return !_end.HasCome;
    }
}
