using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <content>The initial bytes of a relay, and how its state is taken out and put back.</content>
internal partial struct NativeRelay
{
    /// <summary>
    /// Sets the bytes that the backend gets before anything read from now on; after <see cref="Prepare"/>, before the
    /// first <see cref="Pump"/>.
    /// </summary>
    /// <param name="header">Not counted as bytes of the client.</param>
    /// <param name="preread">Read from the client earlier, and counted as bytes of the client.</param>
    /// <exception cref="InvariantException">There are more bytes than <see cref="Limits.HeldBytesMax"/>.</exception>
    public void Seed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> preread, RelayTools tools) =>
        _upload.Seed(header, preread, tools);

    /// <summary>
    /// Puts a header before the bytes that the next backend is to get: the session was misdirected, and holds them.
    /// </summary>
    public void Precede(ReadOnlySpan<byte> header, RelayTools tools) => _upload.Precede(header, tools);

    /// <summary>
    /// Everything the relay holds, for another relay of the same two connections to continue with; valid until this one
    /// moves.
    /// </summary>
    public RelayState Export(RelayTools tools) =>
        new(_upload.Export(tools), _download.Export(tools), _ending, _moved, _resetWait);

    /// <summary>The same; this relay no longer moves anything, and its counts stay.</summary>
    public RelayState TakeOut(RelayTools tools)
    {
        var state = Export(tools);
        state = state with { Upload = state.Upload.Copy(), Download = state.Download.Copy() };
        EndAtDeparture(tools);
        return state;
    }

    /// <summary>The session goes on elsewhere.</summary>
    public void EndAtDeparture(RelayTools tools)
    {
        _conversation.End(tools.NowMicroseconds);
        _upload.End(tools);
        _download.End(tools);
        _resetWait = null;
        _extras?.Rates?.End();
        _extras = null;

        // Whoever continues has not seen the beginning: it does not know whether the session rests.
        EndWatching();
    }

    internal static DirectionEnd DirectionEndOf(PumpEnd end) => end switch
    {
        PumpEnd.Finished => DirectionEnd.Finished,
        PumpEnd.SourceReset => DirectionEnd.SourceReset,
        PumpEnd.SourceDead => DirectionEnd.SourceDead,
        PumpEnd.TargetDead => DirectionEnd.TargetDead,
        _ => DirectionEnd.TargetGone,
    };

    internal static PumpEnd PumpEndOf(DirectionEnd end) => end switch
    {
        DirectionEnd.Finished => PumpEnd.Finished,
        DirectionEnd.SourceDead => PumpEnd.SourceDead,
        _ => PumpEnd.SourceReset,
    };

    /// <summary>What the kernel has not told any other call about the end of a connection.</summary>
    private static bool IsDead(int fd) => SocketErrno.IsOfDead(StreamSockets.ErrorOf(fd).Errno);

    /// <summary>What there is to say about the backend once the session has ended.</summary>
    public readonly SessionEndFacts FactsAtEnd(CloseReason reason) =>
        new(reason, _ending.HasClientEndedFirst, Uploaded, Downloaded);

    /// <summary>Continues where another relay was taken out; <see cref="Resume"/> must be called next.</summary>
    public void PutBack(RelayState state, RelayTools tools, bool isClientUnix, bool isServerUnix)
    {
        _upload.PutBack(state.Upload, isUpload: true, isClientUnix, tools);
        _download.PutBack(state.Download, isUpload: false, isServerUnix, tools);
        (_ending, _moved, _resetWait) = (state.Ending, state.Moved, state.Reset);
    }

    /// <summary>The conversation of a relay that was put back.</summary>
    public void GoOn(in Conversation conversation) => _conversation = conversation;

    /// <summary>The first turn after <see cref="PutBack"/>: no event will ask for it.</summary>
    public RelayAsks Resume(in RelayPath path)
    {
        if (IsAwaitingReset) return ContinueReset(path);
        return _upload.IsEnded && _download.IsEnded ? RelayAsks.Close : Pump(path);
    }
}
