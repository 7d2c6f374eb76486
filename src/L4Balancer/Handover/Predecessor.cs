using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover.Messages;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Handover;

/// <summary>
/// The side of a handover that gives: until the successor begins to serve, everything can go on here as before, and
/// after any failure it does. docs/handover-protocol.md has the messages.
/// </summary>
/// <param name="kill">Ends the successor, and returns when it has ended.</param>
/// <param name="state">What it is told, besides the sessions.</param>
/// <param name="checkpoint">For tests: called at every step; it may throw.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class Predecessor(
    HandoverChannel channel, Action kill, IEngineHandover engine, BackendTable table, Func<Task<StateMessage>> state,
    TimeProvider time, Action<HandoverStep>? checkpoint = null)
{
    // Until the process ends: the finalizer of a socket of the runtime would reset its connection.
    private ISuspension? _suspension;

    private readonly SessionWriter _writer = new(channel);
    private readonly Dictionary<HandoverStep, long> _passed = [];
    private bool _isTaken; // The sessions are the successor's.
    private string? _declined; // Why only the listening sockets are handed over.

    /// <summary>The listening sockets of the admin side.</summary>
    public Func<IReadOnlyList<HeldListener>> AdminSockets { get; init; } = () => [];

    /// <summary>What is remembered, sent with the state.</summary>
    public Func<IReadOnlyList<MemoryPart>> Memory { get; init; } = () => [];

    /// <summary>What is remembered and changes quickly, sent just before the sessions stop.</summary>
    public Func<IEnumerable<MemoryPart>> QuickMemory { get; init; } = () => [];

    private TimeSpan Between(HandoverStep from, HandoverStep to) => time.GetElapsedTime(_passed[from], _passed[to]);

    /// <summary>Hands over. When it returns, this process must end without closing anything.</summary>
    /// <exception cref="SessionsLostException">This process cannot go on with its sessions, and must end.</exception>
    /// <exception cref="HandoverException">It has failed: everything goes on here as before, and the successor has
    /// ended.</exception>
    public async Task<HandoverReport> RunAsync()
    {
        try
        {
            await PrepareAsync();
            if (_declined is null) await HandoverRehearsal.RunAsync(engine, table);
            if (IsWanted(MessageKind.Started))
            {
                _writer.SendFacts(await engine.ConnectedAsync());
                IsWanted(MessageKind.Ready);
            }

            channel.SetTimeout(Limits.HandoverPatience);
            if (_declined is null) MemoryMessages.Send(channel, QuickMemory());
            Pass(HandoverStep.Ready);
        }
        catch
        {
            kill();
            throw;
        }

        if (_declined is not null) return await GiveListenersAsync(_declined);
        try
        {
            _suspension = await engine.SuspendAsync();
            Pass(HandoverStep.Stopped);
            Give(_suspension);
        }
        catch (Exception e)
        {
            if (HasTaken()) throw new SessionsLostException(e.Message);
            if (_suspension is not null) await _suspension.GoOnAsync();
            if (e is HandoverException) throw;
            throw new HandoverException($"a bug in the balancer: {e.Message}");
        }

        AwaitRunning();
        return new HandoverReport(_suspension.Sessions.Count, Between(HandoverStep.Ready, HandoverStep.Running))
        {
            Stopping = Between(HandoverStep.Ready, HandoverStep.Stopped),
            Sending = Between(HandoverStep.Stopped, HandoverStep.SessionsSent),
            Receiving = Between(HandoverStep.SessionsSent, HandoverStep.Taken),
            Arriving = Between(HandoverStep.Taken, HandoverStep.Running),
        };
    }

    /// <summary>The last word, after <see cref="RunAsync"/>, when nothing is counted any more.</summary>
    /// <param name="memory">What is to be remembered besides.</param>
    public void End(TotalsMessage totals, IReadOnlyList<MemoryPart> memory)
    {
        try
        {
            MemoryMessages.Send(channel, memory);
            channel.Send(MessageKind.Totals, totals, HandoverJson.Default.TotalsMessage);
        }
        catch (HandoverException)
        {
            // The successor has ended since, and this process ends now.
        }
    }

    private async Task PrepareAsync()
    {
        channel.SetTimeout(Limits.HandoverStartPatience);
        var hello = channel.Expect(MessageKind.Hello, HandoverJson.Default.Hello);
        if (hello.Protocol != Hello.Current)
            _declined =
                $"version {hello.Version} uses version {hello.Protocol} of the handover, and this one {Hello.Current}";
        Pass(HandoverStep.Greeted);
        var told = await state();
        var (listeners, memory) = (Listeners(), _declined is null ? Memory() : []);
        var message = told with
        {
            Listeners = listeners.Count,
            Memories = memory.Count,
            Declined = _declined,
        };
        channel.Send(MessageKind.State, message, HandoverJson.Default.StateMessage);
        foreach (var (some, sockets) in listeners)
            channel.Send(MessageKind.Listeners, some, HandoverJson.Default.ListenersMessage, sockets);
        MemoryMessages.Send(channel, memory);
        Pass(HandoverStep.StateSent);
    }

    /// <summary>One message for each address, or more if it has more sockets than a message may have.</summary>
    private List<(ListenersMessage Message, int[] Sockets)> Listeners() =>
    [
        .. from held in engine.HeldListeners.Concat(AdminSockets())
           from sockets in held.Sockets.Chunk(DescriptorChannel.DescriptorsMax)
           select (new ListenersMessage([new(held.Listener, held.Bind.ToString(), sockets.Length)]),
               sockets.Select(socket => (int)socket.DangerousGetHandle()).ToArray()),
    ];

    private void Give(ISuspension suspension)
    {
        _writer.Send(suspension.Sessions);
        var end = new EndMessage(suspension.Sessions.Count, suspension.LastId);
        channel.Send(MessageKind.End, end, HandoverJson.Default.EndMessage);
        Pass(HandoverStep.SessionsSent);
        channel.Expect(MessageKind.Prepared).Dispose();
        Pass(HandoverStep.Prepared);
        channel.Send(MessageKind.Commit);
        Pass(HandoverStep.Committed);
        channel.Expect(MessageKind.Taken).Dispose();
        _isTaken = true;
        Pass(HandoverStep.Taken);
    }

    /// <summary>
    /// Until the sessions run: only for the report. They are the successor's, whatever becomes of it from here on.
    /// </summary>
    private void AwaitRunning()
    {
        try
        {
            channel.Expect(MessageKind.Running).Dispose();
        }
        catch (HandoverException)
        {
            // The pause that is reported ends here.
        }

        Pass(HandoverStep.Running);
    }

    /// <summary>
    /// Ends the successor. Whether it has begun to serve is certain then: it says so before it touches a connection.
    /// </summary>
    private bool HasTaken()
    {
        kill();
        try
        {
            while (!_isTaken)
            {
                using var left = channel.Receive();
                _isTaken = left.Kind == MessageKind.Taken;
            }
        }
        catch (HandoverException)
        {
            // The end of its messages.
        }

        return _isTaken;
    }

    private void Pass(HandoverStep step)
    {
        _passed[step] = time.GetTimestamp();
        checkpoint?.Invoke(step);
    }
}
