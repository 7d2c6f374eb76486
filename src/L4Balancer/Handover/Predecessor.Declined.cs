namespace L4Balancer.Handover;

/// <content>When the successor cannot have the sessions.</content>
internal sealed partial class Predecessor
{
    /// <summary>
    /// Waits for the successor's next step, in place of which it may say that it takes the listening sockets only.
    /// </summary>
    private bool IsWanted(MessageKind step)
    {
        var message = channel.Receive();
        if (message.Kind == MessageKind.Decline)
        {
            using (message)
                _declined ??= OneLine.Of(message.Read(HandoverJson.Default.Refusal).Reasons);
            return false;
        }

        if (message.Kind != step || _declined is not null) throw HandoverChannel.Unexpected(message);
        message.Dispose();
        return true;
    }

    /// <summary>The sessions stay; no client is accepted here any more.</summary>
    private async Task<HandoverReport> GiveListenersAsync(string cause)
    {
        try
        {
            await engine.PauseAcceptingAsync();
            Pass(HandoverStep.Stopped);
            channel.Send(MessageKind.Commit);
            Pass(HandoverStep.Committed);
            channel.Expect(MessageKind.Taken).Dispose();
            Pass(HandoverStep.Taken);
        }
        catch (Exception e)
        {
            kill();
            engine.GoOnAccepting();
            if (e is HandoverException) throw;
            throw new HandoverException($"a bug in the balancer: {e.Message}");
        }

        return new HandoverReport(0, Between(HandoverStep.Ready, HandoverStep.Taken)) { Declined = cause };
    }
}
