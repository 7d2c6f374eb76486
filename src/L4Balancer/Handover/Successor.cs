using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux;

namespace L4Balancer.Handover;

/// <summary>
/// The side of a handover that takes. It touches no connection before the predecessor has given everything away. Calls
/// block, in this order: <see cref="Greet"/>, <see cref="ReceiveState"/>, <see cref="TakeOverAsync"/>; or
/// <see cref="Refuse"/> in between.
/// </summary>
/// <param name="checkpoint">For tests: called at every step; it may throw.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class Successor(HandoverChannel channel, Action<HandoverStep>? checkpoint = null) : IDisposable
{
    /// <summary>A third of a second or so: sessions that begin meanwhile cost more to hand over.</summary>
    private const int FactsPauses = 3;

    private readonly List<MemoryPart> _memory = [];
    private Action<MemoryPart>? _remember;

    /// <summary>The process that hands over.</summary>
    public int Predecessor => channel.PeerPid;

    /// <exception cref="HandoverException">The predecessor is another user's process, or has ended.</exception>
    public void Greet(string version, int protocol)
    {
        if (!channel.IsPeerOfThisUser) throw new HandoverException("the predecessor is a process of another user");
        channel.Send(MessageKind.Hello, new Hello(protocol, version), HandoverJson.Default.Hello);
        Pass(HandoverStep.Greeted);
    }

    /// <summary>Gives up; the predecessor goes on, and tells the operator why.</summary>
    public void Refuse(IReadOnlyList<string> reasons)
    {
        try
        {
            channel.Send(MessageKind.Refuse, new Refusal(reasons), HandoverJson.Default.Refusal);
        }
        catch (HandoverException)
        {
            // Nobody is there to be told.
        }
    }

    /// <exception cref="HandoverException">The predecessor has given up, or ended.</exception>
    public (StateMessage State, IReadOnlyList<InheritedListener> Listeners) ReceiveState()
    {
        var state = channel.Expect(MessageKind.State, HandoverJson.Default.StateMessage);
        if (state.Memories > Limits.HandoverPartsMax) throw new HandoverException("too much is to be remembered");
        var listeners = new List<InheritedListener>();
        try
        {
            for (var left = state.Listeners; left > 0; left--) Add(channel.Expect(MessageKind.Listeners), listeners);
            for (var left = state.Memories; left > 0; left--)
                Remember(MemoryMessages.PartOf(channel.Expect(MessageKind.Memory)));
            Pass(HandoverStep.StateSent);
            return (state, listeners);
        }
        catch
        {
            foreach (var listener in listeners) listener.Dispose();
            throw;
        }
    }

    /// <summary>Hands on what the predecessor remembers, now and whenever there is more.</summary>
    /// <exception cref="HandoverException">It makes no sense.</exception>
    public void RememberWith(Action<MemoryPart> remember)
    {
        _remember = remember;
        foreach (var part in _memory) remember(part);
        _memory.Clear();
    }

    private void Remember(MemoryPart part)
    {
        if (_remember is { } remember) remember(part);
        else _memory.Add(part);
    }

    /// <summary>
    /// Says that this process could serve, takes in the sessions, and goes on with them. When it returns, this process
    /// accepts clients.
    /// </summary>
    /// <param name="declined">Why it takes the listening sockets only; null if it can take the sessions, too.</param>
    /// <returns>How many sessions it has taken, and why none.</returns>
    /// <exception cref="HandoverException">Nothing was touched: the predecessor goes on, or has ended.</exception>
    public async Task<(int Sessions, string? Declined)> TakeOverAsync(
        IEngineHandover engine, BackendTable table, string? declined = null)
    {
        declined ??= await WhyNotAsync(engine, table);
        if (declined is not null) return (TakeListeners(engine, declined), declined);
        using var reader = new SessionReader(new ArrivingTerms(table, engine.CountersOf));
        await ReceiveFactsAsync(reader);
        channel.Send(MessageKind.Ready);
        Pass(HandoverStep.Ready);
        var end = reader.Receive(channel, message => Remember(MemoryMessages.PartOf(message)));
        if (end.Sessions != reader.Sessions.Count) throw new HandoverException("sessions are missing");
        await engine.SkipIdsAsync(end.LastId);
        Pass(HandoverStep.SessionsSent);
        UnlessAlone(() => channel.Send(MessageKind.Prepared));
        Pass(HandoverStep.Prepared);
        UnlessAlone(() => channel.Expect(MessageKind.Commit).Dispose());
        Pass(HandoverStep.Committed);
        UnlessAlone(() => channel.Send(MessageKind.Taken));
        Pass(HandoverStep.Taken);
        var sessions = reader.TakeAll();
        await engine.ArriveAsync(sessions);
        engine.GoOnAccepting();
        CollectionPause.End();
        UnlessAlone(() => channel.Send(MessageKind.Running));
        Pass(HandoverStep.Running);
        return (sessions.Count, null);
    }

    /// <summary>Waits for the end of the predecessor, after <see cref="TakeOverAsync"/>.</summary>
    /// <exception cref="HandoverException">It has ended without its last word, or hangs.</exception>
    public TotalsMessage ReceiveTotals()
    {
        channel.SetTimeout(Limits.HandoverEndPatience);
        var message = channel.Receive();
        for (; message.Kind == MessageKind.Memory; message = channel.Receive())
            Remember(MemoryMessages.PartOf(message));
        if (message.Kind != MessageKind.Totals) throw HandoverChannel.Unexpected(message);
        return message.Read(HandoverJson.Default.TotalsMessage);
    }

    public void Dispose() => channel.Dispose();

    /// <summary>While the sessions run: what need not be done once they stand still.</summary>
    private async Task ReceiveFactsAsync(SessionReader reader)
    {
        channel.Send(MessageKind.Started);
        var end = reader.Receive(channel);
        if (end.Sessions != reader.Facts) throw new HandoverException("facts of sessions are missing");

        // Some more for sessions that begin meanwhile.
        DescriptorTable.Reserve(Limits.ProcessDescriptors + end.Sessions * 2 * 5 / 4);
        await Compilation.SettleAsync(FactsPauses);
        CollectionPause.Begin(end.Sessions);
    }

    /// <summary>
    /// A predecessor that goes on with its sessions ends this process first. So if it has ended instead, its sessions
    /// are as they were sent, nobody else has them, and they would be lost without this process.
    /// </summary>
    private static void UnlessAlone(Action step)
    {
        try
        {
            step();
        }
        catch (HandoverEndException)
        {
            // The next step follows.
        }
    }

    private void Pass(HandoverStep step) => checkpoint?.Invoke(step);
}
