using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <content>Waiting for a place, in the line of the pool.</content>
internal sealed partial class SessionWalk
{
    /// <summary>It is called: a place may be free. It reads the table once more.</summary>
    public void TryAgain(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        if (balancer.Pool != s.Pool) BeginTier(ref s, balancer.Pool, s.Context.ClientHash, s.Context.NextRandom());
        Pick(index, isItsTurn: true);
    }

    public void EndWait(int index, int stamp)
    {
        ref var s = ref sessions[index];
        if (s.Stamp != stamp) return;
        var hasQueue = PatienceOf(s.Pool) > TimeSpan.Zero;
        End(index, hasQueue ? CloseReason.RefusedQueueTimeout : CloseReason.RefusedAllFull);
    }

    private static TimeSpan PatienceOf(PoolView pool) => pool.Config.Queue?.Timeout ?? TimeSpan.Zero;

    /// <summary>Joins the line, or waits on in it.</summary>
    private void StandIn(ref ClientSession s, int index)
    {
        var line = s.Pool.Counters.Line;
        var place = s.Place ??= new PlaceInLine(agenda, sessions, index);
        bool isCalled;
        if (s.Step == SessionStep.Waiting) isCalled = line.Return(place, isChoosy: s.Context.ExcludedCount > 0);
        else
        {
            var entry = line.TryEnter(place, QueueRule.MaxOf(s.Pool));
            if (entry == LineEntry.Full)
            {
                End(index, CloseReason.RefusedQueueFull);
                return;
            }

            BeginWait(ref s, index);
            metrics.CountLine(line.Count);
            isCalled = entry == LineEntry.IsCalled;
        }

        if (isCalled) place.Wake();
    }

    /// <summary>The first wait sets until when it waits in total.</summary>
    private void BeginWait(ref ClientSession s, int index)
    {
        (s.Step, s.Since) = (SessionStep.Waiting, agenda.Now);
        if (s.WaitUntil == 0)
            s.WaitUntil = agenda.Now + Agenda.Microseconds(QueueRule.TimeoutOf(s.Pool, PatienceOf(s.Pool)));
        agenda.At(Math.Max(agenda.Now, s.WaitUntil), EventKind.WaitEnds, index, ++s.Stamp);
    }

    /// <summary>Leaves the line, if it is in it. If it was called and is not served, the next one is called.</summary>
    private void LeaveLine(ref ClientSession s, bool isServed)
    {
        if (s.Step != SessionStep.Waiting) return;
        s.Step = SessionStep.Arrived;
        s.Stamp++;
        metrics.CountInLine(agenda.Now - s.Since);
        s.Pool.Counters.Line.Leave(s.Place!, isServed);
    }
}
