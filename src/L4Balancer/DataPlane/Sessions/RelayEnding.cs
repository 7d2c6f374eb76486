using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>What the ends of a session's directions ask for.</summary>
internal enum RelayStep
{
    /// <summary>Nothing yet: the other direction ends by itself.</summary>
    Wait,

    /// <summary>Pass the FIN on; the other direction goes on.</summary>
    HalfClose,

    /// <summary>Both directions ended in order: pass the FIN on and close.</summary>
    Close,

    /// <summary>A side sent RST: pass it on when what came before it is delivered.</summary>
    PassOnReset,
}

/// <summary>
/// How the ends of the two directions become the end of the session. A FIN is passed on and the other direction goes
/// on; RST is passed on as RST. No clock and no socket: both engines decide by it.
/// </summary>
internal record struct RelayEnding
{
    private bool _hasFirst;
    private bool _isUploadFirst;

    /// <param name="first">The side that ended its direction first; null when none has.</param>
    public RelayEnding(Side? first, bool isClientReset, bool isServerReset)
    {
        (_hasFirst, _isUploadFirst) = (first is not null, first == Side.Client);
        (IsClientReset, IsServerReset) = (isClientReset, isServerReset);
    }

    /// <summary>The side that ended its direction first; null when none has.</summary>
    public readonly Side? First => !_hasFirst ? null : _isUploadFirst ? Side.Client : Side.Server;

    /// <summary>True once a direction has ended.</summary>
    public readonly bool HasBegun => _hasFirst;

    /// <summary>
    /// Who is to move next: the side that has not ended its direction when one has, else the one by the last bytes.
    /// </summary>
    public readonly Side TurnAfter(LastMove last) =>
        !_hasFirst ? last.Turn : _isUploadFirst ? Side.Server : Side.Client;

    public bool IsClientReset { get; private set; }

    public bool IsServerReset { get; private set; }

    /// <summary>Why the session ends, once a step asked for its end: the reset, or who ended first.</summary>
    public readonly CloseReason Reason =>
        IsClientReset ? CloseReason.ClientReset
        : IsServerReset ? CloseReason.BackendReset
        : _isUploadFirst ? CloseReason.ClientClosed
        : CloseReason.BackendClosed;

    /// <summary>A direction has ended; once for each.</summary>
    public RelayStep OnEnded(bool isUpload, DirectionEnd end)
    {
        if (end == DirectionEnd.TargetGone) MarkReset(isServer: isUpload);
        else if (end == DirectionEnd.SourceReset) MarkReset(isServer: !isUpload);
        var isSecond = _hasFirst;
        if (!isSecond) (_hasFirst, _isUploadFirst) = (true, isUpload);

        // A target that is gone may have sent bytes before it went: they are on their way in the other direction,
        // which ends by itself.
        if (end == DirectionEnd.TargetGone && !isSecond) return RelayStep.Wait;
        if (IsClientReset || IsServerReset) return RelayStep.PassOnReset;
        return isSecond ? RelayStep.Close : RelayStep.HalfClose;
    }

    /// <summary>The FIN could not be passed on: the target was reset before.</summary>
    public RelayStep OnFinRefused(bool isUpload)
    {
        MarkReset(isServer: isUpload);
        return RelayStep.PassOnReset;
    }

    private void MarkReset(bool isServer)
    {
        if (isServer) IsServerReset = true;
        else IsClientReset = true;
    }
}
