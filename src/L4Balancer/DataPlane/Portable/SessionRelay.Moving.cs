using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <content>The initial bytes of a relay, and how its state is taken out and put back.</content>
internal sealed partial class SessionRelay
{
    /// <summary>
    /// Starts with a header that the backend gets first, even before the bytes that the client's reader has not
    /// consumed. It is not counted as bytes of the client. Before it runs.
    /// </summary>
    public void Seed(ReadOnlyMemory<byte> header) => _upload.Seed(header, _reader.Bytes.Memory);

    /// <summary>Continues where another relay of the same two connections was taken out; before it runs.</summary>
    public void PutBack(RelayState state)
    {
        _upload.PutBack(state.Upload);
        _download.PutBack(state.Download);
        _activity.PutBack(state.Moved);
        (_ending, _reset) = (state.Ending, state.Reset);
        var hasFin = !_ending.IsClientReset && !_ending.IsServerReset;
        (_clientHasFin, _serverHasFin) =
            (hasFin && _ending.First == Side.Server, hasFin && _ending.First == Side.Client);
    }

    /// <summary>
    /// Stops moving bytes, and returns everything that another relay needs to continue; both sockets stay open. While
    /// it is running; any thread.
    /// </summary>
    /// <returns>Null if the session ended first.</returns>
    public async Task<RelayState?> TakeOutAsync()
    {
        // The first reason stays, so nothing can end the session from here on.
        if (!_end.AskToLeave()) return null;

        // In this order: a wait that is cancelled by the end of the session is over because its socket is closed next.
        await _stop.CancelAsync();
        _end.Cancel();
        await _loops;
        Task resetting;
        lock (_sync) resetting = _resetting;
        await resetting;
        _activity.EndConversation();
        EndPeerWatch();
        lock (_sync)
            return new RelayState(_upload.TakeOut(), _download.TakeOut(), _ending, _activity.Last, _reset);
    }

    /// <summary>
    /// Resumes the work that was in progress when the relay was taken out and that no loop continues.
    /// </summary>
    private void ResumeReset()
    {
        lock (_sync)
        {
            if (_reset is { } wait) BeginReset(wait);
            else if (_upload.IsEnded && _download.IsEnded) _end.Ask(_ending.Reason);
        }
    }
}
