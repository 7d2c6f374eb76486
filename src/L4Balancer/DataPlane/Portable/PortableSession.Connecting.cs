using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// How a session gets its backend: pick, connect, and on failure pick another one immediately. Until that succeeds no
/// byte of the client is lost, so a retry is invisible: bytes that the client sent early wait in the kernel.
/// </summary>
internal sealed partial class PortableSession
{
    /// <summary>
    /// Returns None when connected; otherwise why the client is refused, or how the session ended meanwhile.
    /// </summary>
    private async Task<CloseReason> ConnectAsync()
    {
        var isItsTurn = false;
        while (true)
        {
            var refusal = _picks.Backend is null ? _picks.Next(isItsTurn, _services.NowMicroseconds) : CloseReason.None;
            if (refusal != CloseReason.None)
            {
                refusal = await WaitOrRefuseAsync(refusal);
                if (_end.HasCome) return await _end.Reason;
                if (refusal != CloseReason.None) return refusal;
                isItsTurn = false;
                continue;
            }

            if (_phase != SessionPhase.Connecting) Advance(SessionPhase.Connecting);
            if (await TryConnectAsync()) return CloseReason.None;
            if (_end.HasCome) return await _end.Reason;
            isItsTurn = true;
        }
    }

    private bool AwaitsTls => _account.Facts is { AwaitsTls: true };

    private byte[] TlsQuestionWithHeader() => _account.Terms.Pool!.SendProxy is { } send
        ? [.. WriteHeader(send), .. TlsQuestion.Bytes.Span]
        : TlsQuestion.Bytes.ToArray();

    private async Task<bool> TryConnectAsync()
    {
        using var attempt = new ConnectAttempt(
            _services, _picks, _account.Client, _end, AwaitsTls ? TlsQuestionWithHeader() : null);
        lock (_sync) _attempt = attempt;
        await attempt.RunAsync();
        lock (_sync)
        {
            _attempt = null;
            if (attempt.Connection is { } connection && !attempt.IsAbandoned && !_end.HasCome)
            {
                _server = connection;
                _account.EnterPool(_picks.Pool.Terms);
                _account.Connected(_picks.Keep(), attempt.Took, _services.NowMicroseconds);
                _account.Tried(_picks.Failures, _picks.LastTried);
                _phase = SessionPhases.Advance(_phase, SessionPhase.Relaying);
            }
        }

        if (_server is not null)
        {
            _services.Checkpoint?.Invoke(SessionPhase.Relaying, null);
            return true;
        }

        if (attempt.Connection is { } unwanted) SocketOptions.CloseWithReset(unwanted);
        if (attempt.IsAbandoned || attempt.Failure is not { } failure) _picks.GiveUp();
        else _picks.Fail(failure);
        return false;
    }

    /// <summary>No backend is available: waits if that can help.</summary>
    /// <returns>None if another try is worthwhile; otherwise why the session ends.</returns>
    private async Task<CloseReason> WaitOrRefuseAsync(CloseReason refusal)
    {
        var wait = _picks.WaitAfter(refusal);
        if (wait == WaitKind.None) return refusal;
        if (_phase != SessionPhase.Waiting) Advance(SessionPhase.Waiting);
        return wait == WaitKind.Failover ? await WaitForFailoverAsync() : await WaitForPlaceAsync();
    }
}
