using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting;
using Refusal = L4Balancer.Handover.Messages.Refusal;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>Real messages, made by what sends them.</summary>
[SupportedOSPlatform("linux")]
internal static class HandoverSeeds
{
    public const int Begins = (int)HandoverBegin.Stored + 1;

    private static readonly NetAddress Backend = NetAddress.FromIp(IPAddress.Parse("10.0.0.1"), 1);
    private static readonly ClientAddress Client = ClientAddress.Of(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 999));

    public static byte[][] Make()
    {
        using var process = new HandoverProcess();
        Fill(process);
        return
        [
            Seed(HandoverBegin.State, channel => SendAll(channel, process)),
            Seed(HandoverBegin.Sessions, channel => SendSessions(channel, process)),
            Seed(HandoverBegin.Memory, channel => SendMemory(channel, process, PartsOf(process))),
            Seed(HandoverBegin.Successor, SendAnswers),
            [(byte)HandoverBegin.Raw, .. HandoverScript.RawOf(channel => SendAll(channel, process))],
            [(byte)HandoverBegin.Stored, .. StoredScript.Make(StateOf(process), PartsOf(process), SessionsOf(process))],
        ];
    }

    private static byte[] Seed(HandoverBegin begin, Action<HandoverChannel> send) =>
        [(byte)begin, .. HandoverScript.Of(send)];

    private static void SendAll(HandoverChannel channel, HandoverProcess process)
    {
        var state = StateOf(process) with { Listeners = 1, Memories = 2 };
        channel.Send(MessageKind.State, state, HandoverJson.Default.StateMessage);
        channel.Send(
            MessageKind.Listeners, new ListenersMessage([new("web", "127.0.0.1:80", 2), new("", "127.0.0.1:9", 1)]),
            HandoverJson.Default.ListenersMessage, [1, 2, 3]);
        MemoryMessages.Send(channel, PartsOf(process)[..2]);
        SendSessions(channel, process);
    }

    private static void SendSessions(HandoverChannel channel, HandoverProcess process)
    {
        var (sessions, writer) = (SessionsOf(process), new SessionWriter(channel));
        writer.SendFacts([.. sessions.Take(2).Select(session => session.Account)]);
        writer.Send(sessions);
        channel.Send(MessageKind.End, new EndMessage(sessions.Length, 7), HandoverJson.Default.EndMessage);
        SendMemory(channel, process, PartsOf(process)[2..]);
    }

    private static void SendMemory(HandoverChannel channel, HandoverProcess process, IEnumerable<MemoryPart> parts)
    {
        MemoryMessages.Send(channel, parts);
        channel.Send(
            MessageKind.Totals, new TotalsMessage { Counters = Totals.Of(process.Owners) },
            HandoverJson.Default.TotalsMessage);
    }

    private static void SendAnswers(HandoverChannel channel)
    {
        channel.Send(MessageKind.Hello, new Hello(Hello.Current, "1.2.3"), HandoverJson.Default.Hello);
        channel.Send(MessageKind.Started);
        channel.Send(MessageKind.Ready);
        channel.Send(MessageKind.Refuse, new Refusal(["no", "not today"]), HandoverJson.Default.Refusal);
    }

    private static StateMessage StateOf(HandoverProcess process) => new()
    {
        Version = "1.2.3",
        Protocol = Hello.Current,
        Config = "listeners: {}\n",
        Memory = ControlSeed.Of(process.State),
        Listeners = 0,
        Counters = Totals.Of(process.Owners),
        Values = Totals.ValuesOf(process.Owners),
        Resets = [new PacedResetState("p", Backend, CloseReason.OperatorClosed, 5, TimeSpan.FromHours(1))],
    };

    private static MemoryPart[] PartsOf(HandoverProcess process) =>
    [
        new(MemoryParts.Journal, process.Journal.Save(0, out _)), new(MemoryParts.History, process.History.Save()),
        .. process.Rates.Save(HandoverProcess.Now).Select(part => new MemoryPart(part.Name, part.Bytes)),
    ];

    private static void Fill(HandoverProcess process)
    {
        process.Journal.Write(new() { Kind = "reloaded", Message = "The configuration was reloaded", Actor = "me" });
        process.Listener.CountAccepted();
        process.Listener.CountBytes(5, 7);
        var now = (long)HandoverProcess.Now.TotalMilliseconds;
        var rule = new SourceRule(new PerSourceConfig { MaxConnections = 1 });
        process.Admission.Sources.Enter(Client, rule, process.Listener.Number, now, out _);
        var pool = process.Table.Pools["p"];
        pool.Counters.NextTurn();
        foreach (var counters in pool.AllCounters.Values) counters.CountConnectSuccess(300, now * 1000);
    }

    private static SessionExport[] SessionsOf(HandoverProcess process)
    {
        var pool = process.Table.Pools["p"];
        var terms = new SessionTerms(process.Listener, pool.Terms, Backend, pool.AllCounters[Backend]);
        var running = new RelayState(
            new DirectionState { Held = "ab"u8.ToArray(), Bytes = 5, Uncounted = 1, Gauge = new(default, 9, true) },
            new DirectionState { Bytes = 8, SourceEnd = DirectionEnd.Finished, IsEnded = true },
            new RelayEnding(new EndingState(Side.Server, true, false, false, false, false)), new LastMove(77, true),
            null);
        var begun = terms with { Pool = null, Backend = null, BackendCounters = null };
        return
        [
            Export(1, terms, SessionPhase.Relaying, running with { Ending = default }, ""),
            Export(2, terms, SessionPhase.HalfClosed, running, ""),
            Export(3, terms, SessionPhase.Relaying, running with { Reset = new ResetWait(5, 6, 7) }, ""),
            Export(4, begun, SessionPhase.Preread, null, "GE"),
        ];
    }

    private static SessionExport Export(
        ulong id, SessionTerms terms, SessionPhase phase, RelayState? relay, string preread)
    {
        var account = SessionAccount.Of(
            new AccountState
            {
                Id = id,
                AcceptedAt = 1,
                Client = Client,
                Facts = id % 2 == 1 ? null : new ClientFacts { ServerName = "a.example", Alpn = "h2", Proxy = Client },
                UploadCounted = 3,
                LastTried = Backend,
            },
            terms);
        return new SessionExport(
            1, relay is null ? -1 : 2, phase, account, AdmissionStage.Admitted, IsClientKnown: true,
            System.Text.Encoding.ASCII.GetBytes(preread), relay);
    }
}
