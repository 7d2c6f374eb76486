using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Reads the first bytes of the client, before a backend is picked.</summary>
internal sealed partial class PortableSession
{
    private PrereadChain? _prereads; // Null before the first preread.

    /// <summary>Runs one preread after another, until a backend can be picked.</summary>
    /// <returns>None, or why the client is refused, or how the session ended.</returns>
    private async Task<CloseReason> PrereadAllAsync()
    {
        while (NextPreread() is { } rule)
        {
            var refusal = await PrereadAsync(rule);
            if (refusal != CloseReason.None || _end.HasCome) return refusal;
        }

        return CloseReason.None;
    }

    private Preread? NextPreread() => _services.Admission.NextPreread(ArrivalNow(default), _prereads?.Rule);

    private async Task<CloseReason> PrereadAsync(Preread rule)
    {
        if (_phase != SessionPhase.Preread) Advance(SessionPhase.Preread);
        _prereads ??= new PrereadChain(_reader.Bytes);
        _prereads.Begin(rule);
        var answer = await AskAsync(_prereads);
        if (_end.HasCome) return await _end.Reason;
        if (answer.Refusal != CloseReason.None)
        {
            if (answer.Cause is not null) _slot.Counters.NoteFault(_account.Client, answer.Cause);
            return answer.Refusal;
        }

        var decision = DecideAgain(_reader.Bytes.Span);
        return decision.Line is { } line ? await WaitForAdmissionAsync(line) : decision.Reason;
    }

    private async Task<PrereadAnswer> AskAsync(PrereadChain preread)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        await using var timer = _services.Time.CreateTimer(
            static over => ((CancellationTokenSource)over!).Cancel(), over, preread.Rule!.Timeout,
            Timeout.InfiniteTimeSpan);
        while (true)
        {
            var end = preread.HasUnseen ? PrereadEnd.None
                : preread.Room == 0 ? PrereadEnd.Full : await ReadAsync(preread.Room, over.Token);
            if (_end.HasCome) return PrereadAnswer.More; // Whoever serves the client next asks.
            var answer = preread.Ask(end);
            lock (_sync) _account.Learn(answer);
            if (!answer.Reply.IsEmpty) await _client.SendAsync(answer.Reply);
            if (answer.IsDone) return answer;
        }
    }

    private async Task<PrereadEnd> ReadAsync(int room, CancellationToken over)
    {
        try
        {
            return await _reader.TryReadMoreAsync(room, over) ? PrereadEnd.None : PrereadEnd.ClientEnded;
        }
        catch (OperationCanceledException)
        {
            // The time is up, or the session has ended: the bytes received so far are all there will be.
            return PrereadEnd.TimeUp;
        }
    }
}
