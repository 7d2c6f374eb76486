using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// The way of a session, with the rules of the data plane: it reads the table once, picks, connects, tries the next
/// backend when that fails, waits for a failover when all of a tier fail and for a place when all are full, asks its
/// questions, and ends exactly once.
/// </summary>
internal sealed partial class SessionWalk(
    WalkTerms terms, Agenda agenda, SessionTable sessions, ServerSet servers, VirtualBalancer balancer,
    ClientArrivals arrivals, RunMetrics metrics)
{
    private static readonly long LookPause = Agenda.Microseconds(FailoverRule.Pause);

    private long _begun;
    private uint _questions;

    /// <summary>Until when the clients wait for their answers.</summary>
    public Deadlines Deadlines { get; } = new(terms.Patience);

    public void Arrive(int client)
    {
        var address = arrivals.AddressOf(client);
        var index = sessions.Take();
        ref var s = ref sessions[index];
        var seed = SplitMix64.Mix(terms.Seed + (ulong)++_begun);
        (s.Client, s.Server, s.QuestionsLeft, s.IsHung) = (client, -1, terms.Questions, false);
        s.Demands = new SplitMix64(~seed);
        (s.Step, s.WaitUntil) = (SessionStep.Arrived, 0);
        BeginTier(ref s, balancer.Pool, SplitMix64.Mix((ulong)address), seed);
        metrics.Begin();
        StartWaiting(ref s, index);
        if (terms.Limits.RefusalOf(metrics.Running) is { } refusal) End(index, refusal);
        else Pick(index, isItsTurn: false);
    }

    /// <summary>The client still waits, and its patience has ended.</summary>
    public void GiveUp(Deadline deadline)
    {
        ref var s = ref sessions[deadline.Session];
        if (s.Question != deadline.Question) return;
        metrics.CountWait(s.Server, agenda.Now - s.WaitsSince);
        var isConnected = s.Step is SessionStep.Queued or SessionStep.Served;
        End(deadline.Session, isConnected ? terms.OutOfPatience : CloseReason.ClientGone);
    }

    public void LookForFailover(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        if (FailoverRule.Find(balancer.Table, s.Pool) is { } next)
        {
            BeginTier(ref s, next, s.Context.ClientHash, s.Context.NextRandom());
            next.Counters.CountRetry();
            Pick(index, isItsTurn: false);
        }
        else if (--s.LooksLeft > 0)
        {
            agenda.After(LookPause, EventKind.LookForFailover, index, stamp);
        }
        else
        {
            End(index, CloseReason.RefusedConnectFailed);
        }
    }

    public void ConnectEnds(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        switch (servers.All[s.Server].Condition)
        {
            case ServerCondition.Dead:
                FailConnect(index, "connection refused");
                break;
            case ServerCondition.Cut when agenda.Now - s.Since >= terms.ConnectTimeout:
                FailConnect(index, "timed out");
                break;
            case ServerCondition.Cut:
                agenda.At(s.Since + terms.ConnectTimeout, EventKind.ConnectEnds, index, stamp);
                break;
            case ServerCondition.Closing:
                s.Backend!.Counters.CountConnectSuccess(agenda.Now - s.Since, agenda.Now);
                s.Backend.Counters.Signals.Ask(agenda.Now);
                s.Backend.Counters.Signals.Withdraw(0, agenda.Now);
                End(index, CloseReason.BackendClosed);
                break;
            default:
                s.Backend!.Counters.CountConnectSuccess(agenda.Now - s.Since, agenda.Now);
                s.Pool.EndConnect(s.Backend);
                Submit(index);
                break;
        }
    }

    private static void BeginTier(ref ClientSession s, PoolView pool, ulong clientHash, ulong seed)
    {
        s.Pool = pool;
        s.Context = new PickContext(clientHash, seed);
        s.Attempts = 0;
    }

    /// <param name="isItsTurn">Those that wait in the line came later than this session.</param>
    private void Pick(int index, bool isItsTurn)
    {
        ref var s = ref sessions[index];
        var result = PickResult.AllTried;
        if (s.Attempts <= s.Pool.Retries)
        {
            s.Context.Now = agenda.Now;
            result = !isItsTurn && QueueRule.MustStandBehind(s.Pool, PatienceOf(s.Pool))
                ? PickResult.AllConnecting
                : s.Pool.TryPick(ref s.Context, out s.Backend);
        }

        if (s.Backend is not { } backend)
        {
            WaitOrRefuse(ref s, index, result);
            return;
        }

        LeaveLine(ref s, isServed: true);
        if (s.Attempts++ > 0) s.Pool.Counters.CountRetry();
        s.Server = servers.IndexOf(backend.Address);
        metrics.CountPick(s.Server);
        s.Step = SessionStep.Connecting;
        s.Since = agenda.Now;
        sessions.Link(index);
        agenda.After(terms.Connect, EventKind.ConnectEnds, index, ++s.Stamp);
    }

    private void WaitOrRefuse(ref ClientSession s, int index, PickResult result)
    {
        var hasFailed = s.Attempts > 0;
        if (QueueRule.MayWait(result, PatienceOf(s.Pool), s.WaitUntil != 0))
        {
            StandIn(ref s, index);
            return;
        }

        if (hasFailed && FailoverRule.CanComeFor(s.Pool))
        {
            LeaveLine(ref s, isServed: false); // If it was called: what it waited for there will not come.
            (s.Step, s.LooksLeft) = (SessionStep.Looking, FailoverRule.LooksFor(s.Pool));
            agenda.After(LookPause, EventKind.LookForFailover, index, ++s.Stamp);
            return;
        }

        End(index, hasFailed ? CloseReason.RefusedConnectFailed
            : result == PickResult.NoneEligible ? CloseReason.RefusedNoneEligible : CloseReason.RefusedAllFull);
    }

    private void FailConnect(int index, string cause)
    {
        ref var s = ref sessions[index];
        var backend = s.Backend!;
        CountIfHung(ref s);
        sessions.Unlink(index);
        s.Pool.EndConnect(backend);
        s.Pool.Release(backend);
        s.Backend = null;
        var inRow = backend.Counters.CountConnectFailure();
        balancer.Post(new ConnectFailed(s.Pool.Config.Name, backend.Address, inRow, cause));
        Pick(index, isItsTurn: true);
    }
}

/// <summary>What is the same for all sessions of a simulation; times in microseconds.</summary>
/// <param name="Patience">How long a question may take.</param>
/// <param name="OutOfPatience">Why a session ends whose question takes longer.</param>
/// <param name="Limits">Those that a session meets before the pool.</param>
internal sealed record WalkTerms(
    ulong Seed, int Questions, TimeSpan Pause, long Connect, long ConnectTimeout, long Patience,
    CloseReason OutOfPatience, ScenarioLimits Limits);
