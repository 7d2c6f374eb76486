using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <content>Questions, answers and the end.</content>
internal sealed partial class SessionWalk
{
    /// <summary>Of a question and of an answer: that there are any is all that matters here.</summary>
    private const long Bytes = 1;

    public void Ask(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        StartWaiting(ref s, index);
        Submit(index);
    }

    /// <summary>The server has finished an answer, whether or not its client is still there.</summary>
    public void Answer(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        var server = servers.All[s.Server];
        if (s.Step == SessionStep.Abandoned)
        {
            sessions.Unlink(index);
            sessions.Free(index);
        }
        else
        {
            var now = agenda.Now;
            s.Backend!.Counters.Signals.Answer(now - s.Since, isTypical: true, now);
            s.Pool.Counters.CountBytes(Bytes, Bytes);
            s.Step = SessionStep.Pausing;
            StopWaiting(ref s);
            metrics.CountWait(s.Server, now - s.WaitsSince);
            if (--s.QuestionsLeft == 0) End(index, CloseReason.ClientClosed);
            else agenda.After(Draws.Exponential(ref s.Demands, terms.Pause), EventKind.Ask, index, ++s.Stamp);
        }

        server.Finish();
    }

    /// <summary>Ends the sessions of a server that have come further than the connect.</summary>
    /// <param name="withConnecting">Also those that are connecting.</param>
    public void EndAllOf(int server, CloseReason reason, bool withConnecting)
    {
        for (var i = sessions.FirstOf(server); i != SessionTable.None;)
        {
            var next = sessions[i].Next;
            var step = sessions[i].Step;
            if (step == SessionStep.Abandoned && reason == CloseReason.BackendReset)
            {
                sessions.Unlink(i);
                sessions.Free(i);
            }
            else if (step is SessionStep.Pausing or SessionStep.Queued or SessionStep.Served
                || (step == SessionStep.Connecting && withConnecting))
            {
                End(i, reason);
            }

            i = next;
        }
    }

    /// <summary>The simulation is over: those who still wait may have waited too long already.</summary>
    public void Finish()
    {
        for (var i = 0; i < sessions.Count; i++)
        {
            ref var s = ref sessions[i];
            if (s.Step is SessionStep.Free or SessionStep.Abandoned) continue;
            StopWaiting(ref s);
            if (s.Step == SessionStep.Waiting) metrics.CountInLine(agenda.Now - s.Since);
        }
    }

    private void Submit(int index)
    {
        ref var s = ref sessions[index];
        s.Since = agenda.Now;
        s.Backend!.Counters.Signals.Ask(agenda.Now);
        servers.All[s.Server].Submit(index);
    }

    private void StartWaiting(ref ClientSession s, int index)
    {
        if (++_questions == 0) _questions = 1;
        (s.WaitsSince, s.Question) = (agenda.Now, _questions);
        Deadlines.Set(agenda.Now, index, _questions);
    }

    private void StopWaiting(ref ClientSession s)
    {
        if (s.Question == 0) return;
        s.Question = 0;
        CountIfHung(ref s);
    }

    /// <summary>Whether it has waited too long, up to now, is the doing of the server that it is on.</summary>
    private void CountIfHung(ref ClientSession s)
    {
        if (s.IsHung || agenda.Now - s.WaitsSince <= metrics.HungAfter) return;
        s.IsHung = true;
        metrics.CountHung(s.Server);
    }

    private void End(int index, CloseReason reason)
    {
        ref var s = ref sessions[index];
        StopWaiting(ref s);
        LeaveLine(ref s, isServed: false);
        var isGood = reason == CloseReason.ClientClosed;
        metrics.CountEnd(s.Server, reason);
        s.Pool.Counters.CountEnded(reason);
        if (s.Backend is { } backend)
        {
            var isWaiting = s.Step is SessionStep.Queued or SessionStep.Served;
            if (isWaiting) backend.Counters.Signals.Withdraw(agenda.Now - s.Since, agenda.Now);
            backend.Counters.CountEnded(reason);
            Judge(s, backend, reason);
            if (s.Step == SessionStep.Connecting) s.Pool.EndConnect(backend);
            s.Pool.Release(backend);
        }

        arrivals.Ended(s.Client, isGood);
        Leave(ref s, index);
    }

    /// <summary>What the end says about the backend; every session asks as soon as it is connected.</summary>
    private void Judge(in ClientSession s, BackendView backend, CloseReason reason)
    {
        var answers = terms.Questions - s.QuestionsLeft;
        var facts = new SessionEndFacts(reason, HasClientEnded: false, Bytes, answers * Bytes);
        if (BadEnd.Judge(facts, s.Pool.Terms, backend.Address, backend.Counters) is { } end) balancer.Post(end);
    }

    /// <summary>A core goes on with its answer, although nobody waits for it any more.</summary>
    private void Leave(ref ClientSession s, int index)
    {
        var server = s.Backend is null ? null : servers.All[s.Server];
        var isDropped = server?.Condition is ServerCondition.Dead or ServerCondition.Closing;
        if (s.Step == SessionStep.Served && !isDropped)
        {
            s.Step = SessionStep.Abandoned;
            s.Backend = null;
            return;
        }

        if (s.Step == SessionStep.Queued && !isDropped) server!.Withdraw();
        if (server is not null) sessions.Unlink(index);
        sessions.Free(index);
    }
}
