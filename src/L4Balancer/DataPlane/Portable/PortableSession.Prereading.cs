using System.Buffers;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Reads the first bytes of the client, before a backend is picked.</summary>
internal sealed partial class PortableSession
{
    /// <summary>
    /// Returns None and the answer; otherwise why the client is refused, or how the session ended.
    /// </summary>
    private async Task<(CloseReason Refusal, PrereadAnswer Answer)> PrereadAsync(Preread rule)
    {
        Advance(SessionPhase.Preread);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        await using var timer = _services.Time.CreateTimer(
            static over => ((CancellationTokenSource)over!).Cancel(), over, rule.Timeout, Timeout.InfiniteTimeSpan);
        var (answer, bytes) = await AskAsync(rule, over.Token);
        if (_end.HasCome) return (await _end.Reason, default);
        if (answer.Refusal != CloseReason.None) return (answer.Refusal, default);
        var decision = DecideAgain(bytes);
        if (decision.Line is { } line) return (await WaitForAdmissionAsync(line), answer);
        return (decision.Reason, answer);
    }

    private async Task<(PrereadAnswer Answer, byte[] Bytes)> AskAsync(Preread rule, CancellationToken over)
    {
        while (true)
        {
            var bytes = await ReadAsync(over);
            var seen = bytes.Bytes.ToArray();
            var answer = rule.Ask(seen, bytes.IsLast);
            _reader.Consume(answer.Consumed);
            if (answer.IsDone) return (answer, seen);
        }
    }

    private async Task<ClientBytes> ReadAsync(CancellationToken over)
    {
        try
        {
            return await _reader.ReadAsync(over);
        }
        catch (OperationCanceledException)
        {
            // The time is up, or the session has ended: the bytes received so far are all there will be.
            return _reader.Show(isLast: true);
        }
    }
}
