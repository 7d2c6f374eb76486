using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>The next step after the end of a direction.</summary>
internal enum RelayStep
{
    /// <summary>Nothing yet: the other direction ends by itself.</summary>
    Wait,

    /// <summary>Pass the FIN on; the other direction continues.</summary>
    HalfClose,

    /// <summary>Both directions ended normally: pass the FIN on and close.</summary>
    Close,

    /// <summary>A side sent RST, or is dead: RST to the other one, once the bytes before it are delivered.</summary>
    PassOnReset,
}

/// <summary>
/// How the ends of the two directions become the end of the session. A FIN is passed on and the other direction
/// continues; RST is passed on as RST. It uses neither a clock nor a socket, and both engines share it.
/// </summary>
internal record struct RelayEnding
{
    private bool _hasFirst;
    private bool _isUploadFirst;
    private bool _isClientDead;
    private bool _isServerDead;

    public RelayEnding(EndingState state)
    {
        (_hasFirst, _isUploadFirst) = (true, state.First == Side.Client);
        (IsClientReset, IsServerReset) = (state.IsClientReset, state.IsServerReset);
        (_isClientDead, _isServerDead) = (state.IsClientDead, state.IsServerDead);
        HasClientEndedFirst = state.HasClientEndedFirst;
    }

    /// <summary>The same as a plain value; null before any direction has ended.</summary>
    public readonly EndingState? State => First is not { } first ? null : new(
        first, HasClientEndedFirst, IsClientReset, IsServerReset, _isClientDead, _isServerDead);

    /// <summary>The side that ended its direction first; null if neither has.</summary>
    public readonly Side? First => !_hasFirst ? null : _isUploadFirst ? Side.Client : Side.Server;

    /// <summary>True once a direction has ended.</summary>
    public readonly bool HasBegun => _hasFirst;

    /// <summary>
    /// The side expected to act next: once one side has ended its direction, the other one; until then, the one by the
    /// last bytes.
    /// </summary>
    public readonly Side TurnAfter(LastMove last) =>
        !_hasFirst ? last.Turn : _isUploadFirst ? Side.Server : Side.Client;

    /// <summary>
    /// The client ended its direction, with FIN or RST, before the server was known to have ended its own.
    /// </summary>
    public bool HasClientEndedFirst { get; private set; }

    /// <summary>The client has sent RST, or its machine no longer answers.</summary>
    public bool IsClientReset { get; private set; }

    /// <summary>The same of the server.</summary>
    public bool IsServerReset { get; private set; }

    /// <summary>Why the session ends, once a step requested its end: the reset, or the side that ended first.</summary>
    public readonly CloseReason Reason =>
        IsClientReset ? _isClientDead ? CloseReason.ClientDead : CloseReason.ClientReset
        : IsServerReset ? _isServerDead ? CloseReason.BackendDead : CloseReason.BackendReset
        : _isUploadFirst ? CloseReason.ClientClosed
        : CloseReason.BackendClosed;

    /// <summary>Called when a direction has ended; once for each.</summary>
    public RelayStep OnEnded(bool isUpload, DirectionEnd end)
    {
        var isTargetGone = end is DirectionEnd.TargetGone or DirectionEnd.TargetDead;
        var isDead = end is DirectionEnd.SourceDead or DirectionEnd.TargetDead;
        if (end != DirectionEnd.Finished) MarkReset(isServer: isUpload == isTargetGone, isDead);
        var isSecond = _hasFirst;
        if (!isSecond)
        {
            (_hasFirst, _isUploadFirst) = (true, isUpload);
            HasClientEndedFirst = isUpload && !isTargetGone;
        }

        // A target that is gone may have sent bytes before: they are in flight in the other direction, which ends by
        // itself.
        if (isTargetGone && !isSecond) return RelayStep.Wait;
        if (IsClientReset || IsServerReset) return RelayStep.PassOnReset;
        return isSecond ? RelayStep.Close : RelayStep.HalfClose;
    }

    /// <summary>The FIN could not be passed on: the target was reset before, or is dead.</summary>
    public RelayStep OnFinRefused(bool isUpload, bool isDead)
    {
        MarkReset(isServer: isUpload, isDead);
        return RelayStep.PassOnReset;
    }

    private void MarkReset(bool isServer, bool isDead)
    {
        if (isServer) (IsServerReset, _isServerDead) = (true, _isServerDead | isDead);
        else (IsClientReset, _isClientDead) = (true, _isClientDead | isDead);
    }
}

/// <summary>A <see cref="RelayEnding"/> of which a direction has ended.</summary>
/// <param name="First">The side that ended its direction first.</param>
internal sealed record EndingState(
    Side First, bool HasClientEndedFirst, bool IsClientReset, bool IsServerReset, bool IsClientDead, bool IsServerDead);
