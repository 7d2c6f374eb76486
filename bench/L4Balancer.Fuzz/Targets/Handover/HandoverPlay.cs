using System.Runtime.Versioning;
using L4Balancer.Handover;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>Receives messages as the daemon does.</summary>
[SupportedOSPlatform("linux")]
internal static class HandoverPlay
{
    public static void Run(MemoryPackets packets, HandoverBegin begin)
    {
        using var process = new HandoverProcess();
        using var channel = new HandoverChannel(packets);
        if (begin == HandoverBegin.Successor)
        {
            Hear(channel);
            return;
        }

        using var successor = new Successor(channel);
        if (begin is HandoverBegin.State or HandoverBegin.Raw)
        {
            var (state, listeners) = successor.ReceiveState();
            foreach (var listener in listeners) listener.Dispose();
            process.Restore(state);
            SameAgain.Check(state);
        }

        successor.RememberWith(process.Restore);
        if (begin != HandoverBegin.Memory) Receive(channel, process);
        var totals = successor.ReceiveTotals();
        process.Add(totals);
        SameAgain.Check(totals);
        process.Look();
    }

    private static void Receive(HandoverChannel channel, HandoverProcess process)
    {
        using var reader = process.NewReader();
        reader.Receive(channel);
        reader.Receive(channel, message => process.Restore(MemoryMessages.PartOf(message)));
        SameAgain.Check(reader.Sessions, process);
    }

    /// <summary>What a predecessor is told.</summary>
    private static void Hear(HandoverChannel channel)
    {
        _ = channel.Expect(MessageKind.Hello, HandoverJson.Default.Hello);
        while (true)
        {
            var message = channel.Receive();
            if (message.Kind is not (MessageKind.Started or MessageKind.Ready or MessageKind.Prepared))
                throw HandoverChannel.Unexpected(message);
            message.Dispose();
        }
    }
}
