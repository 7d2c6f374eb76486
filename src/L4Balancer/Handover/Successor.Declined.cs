using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Handover;

/// <content>When it takes the listening sockets only.</content>
internal sealed partial class Successor
{
    /// <summary>Why the engine cannot take sessions; null if it can.</summary>
    private static async Task<string?> WhyNotAsync(IEngineHandover engine, BackendTable table)
    {
        try
        {
            await HandoverRehearsal.RunAsync(engine, table);
            return null;
        }
        catch (HandoverException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// The sessions stay where they are. A predecessor that ends once it has been told leaves its clients to this
    /// process.
    /// </summary>
    private int TakeListeners(IEngineHandover engine, string why)
    {
        channel.Send(MessageKind.Decline, new Refusal([why]), HandoverJson.Default.Refusal);
        Pass(HandoverStep.Ready);
        channel.Expect(MessageKind.Commit).Dispose();
        Pass(HandoverStep.Committed);
        UnlessAlone(() => channel.Send(MessageKind.Taken));
        Pass(HandoverStep.Taken);
        engine.GoOnAccepting();
        return 0;
    }
}
