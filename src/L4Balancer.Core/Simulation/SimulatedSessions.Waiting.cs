using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <content>The sessions that wait for a place, and what must be true of their lines.</content>
internal sealed partial class SimulatedSessions
{
    private readonly List<SimulatedSession> _waiting = [];

    /// <summary>Sessions that wait for a place.</summary>
    public int Waiting => _waiting.Count;

    private void StandIn(SimulatedSession session)
    {
        var line = session.Pool.Counters.Line;
        if (session.IsWaiting && session.Line != line) LeaveLine(session, isServed: false, "Moved"); // To a new pool.
        bool isCalled;
        if (session.IsWaiting)
        {
            world.History.Count("waits again");
            isCalled = line.Return(session, isChoosy: session.Context.ExcludedCount > 0);
        }
        else
        {
            var (before, max) = (line.Count, QueueRule.MaxOf(session.Pool));
            var entry = line.TryEnter(session, max);
            Invariant.Require((entry == LineEntry.Full) == (before >= max), $"A line of {before} was {entry}.");
            if (entry == LineEntry.Full)
            {
                world.History.Count("wait: Full");
                return;
            }

            BeginWait(session);
            isCalled = entry == LineEntry.IsCalled;
        }

        if (isCalled) session.Wake();
    }

    /// <summary>Some clients leave before their time is up.</summary>
    private void BeginWait(SimulatedSession session)
    {
        _waiting.Add(session);
        session.WaitUntil ??= world.Clock.Now + QueueRule.TimeoutOf(session.Pool, session.Patience);
        var wait = ++session.Waits;
        var left = session.WaitUntil.Value - world.Clock.Now;
        EndAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left, "TimedOut");
        if (world.Random.Chance(10)) EndAfter(world.Random.Milliseconds(0, 500), "Left");

        void EndAfter(TimeSpan delay, string how) => world.Clock.After(delay, () =>
        {
            if (session.IsWaiting && session.Waits == wait) LeaveLine(session, isServed: false, how);
        });
    }

    /// <summary>Most loops are told at once, and some are busy.</summary>
    private void Call(SimulatedSession session)
    {
        var wait = session.Waits;
        var delay = world.Random.Chance(80) ? TimeSpan.Zero : world.Random.Milliseconds(0, 3);
        world.Clock.After(delay, () =>
        {
            if (session.IsWaiting && session.Waits == wait) TryAgain(session);
        });
    }

    private void TryAgain(SimulatedSession session)
    {
        var name = session.Pool.Config.Name;
        var pool = world.Table.Pools.GetValueOrDefault(name) ?? session.Pool;
        if (pool != session.Pool)
        {
            world.History.Count("waits anew");
            session.Read(pool, NewContext(), AllowedOf(world.Model.Pools[name]));
        }

        session.Context.Now = (long)world.Clock.Now.TotalMicroseconds;
        Connect(session, isItsTurn: true);
    }

    private void LeaveLine(SimulatedSession session, bool isServed, string how)
    {
        if (session.Line is not { } line) return;
        world.History.Count($"wait: {how}");
        _waiting.Remove(session);
        line.Leave(session, isServed);
    }

    /// <summary>
    /// First come, first served: who came earlier was called too, or could not take this backend. Scouts are called
    /// before anybody knows whether there is a place: one may get that which was meant for another scout.
    /// </summary>
    private void RequireTurn(SimulatedSession session, BackendView backend)
    {
        if (session.IsScout) return;
        foreach (var other in _waiting)
        {
            if (other.Line != session.Line || other.Turn >= session.Turn || other.IsCalled) continue;
            Invariant.Require(
                other.Pool == session.Pool && other.Tried.Contains(backend.Address),
                $"A session overtook another one in the line of {session.Pool.Config.Name}.");
        }
    }

    /// <summary>Nobody waits in vain: where one of a line could have a place, one of it was called.</summary>
    private void RequireLines()
    {
        foreach (var pool in world.Table.Pools.Values)
        {
            var line = pool.Counters.Line;
            if (line.Count == 0) continue;
            var inLine = _waiting.Where(session => session.Line == line).ToArray();
            Invariant.Require(line.Count == inLine.Length, $"The line of {pool.Config.Name} counts {line.Count}.");
            if (inLine.Any(session => session.IsCalled)) continue;
            foreach (var session in inLine)
            {
                Invariant.Require(
                    !HasPlaceFor(session, pool), $"A session waits in {pool.Config.Name}, and there is a place.");
            }
        }
    }

    private static bool HasPlaceFor(SimulatedSession session, PoolView pool) =>
        pool.Set.Eligible.Concat(pool.Set.Suspects).Select(index => pool.Set.All[index]).Any(
            backend => backend.HasRoom && !IsAtLimit(pool, backend)
                && (session.Pool != pool || !session.Tried.Contains(backend.Address)));
}
