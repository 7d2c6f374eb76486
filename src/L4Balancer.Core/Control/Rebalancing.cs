using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Ends sessions of overloaded backends, idle ones first and within a budget, so that the clients' pools connect again
/// and reach the others. It stops by itself when clients do not come back.
/// </summary>
internal static class Rebalancing
{
    public static void Apply(Transition transition, BalanceSeen seen)
    {
        if (!transition.Members.Pools.TryGetValue(seen.Pool, out var index)) return;
        var pool = transition.Pool(index);
        if (pool.Config.Rebalance is not { } config)
        {
            if (pool.Rebalance != RebalanceState.Idle)
                transition.SetPool(index, pool with { Rebalance = RebalanceState.Idle });
            return;
        }

        var compared = pool.Backends.Where(backend => IsSteady(pool, backend)).ToArray();
        var excess = OverloadRule.Excess(
            [.. compared.Select(b => (seen.Active.GetValueOrDefault(b.Address), (long)b.Weight.InForce))],
            config.Threshold);
        var state = Follow(pool.Rebalance, config, compared, seen, transition.Now);
        state = Turn(transition, pool, state with { Excess = excess.Sum() }, compared, excess, seen);
        if (state.BeganAt is not null) state = End(transition, pool, state, compared, excess);
        transition.SetPool(index, pool with { Rebalance = state with { SeenAt = transition.Now } });
    }

    /// <summary>
    /// A backend that ramps, is on trial or suspected gets few sessions for a reason of its own: it is neither relieved
    /// nor a reason to relieve another.
    /// </summary>
    private static bool IsSteady(PoolState pool, BackendState backend) =>
        backend.IsServing && backend.IsEligible && backend.RampStart is null && !backend.IsOnTrial
        && backend.Standing.Kind == StandingKind.Good && !pool.IsPanicking;

    /// <summary>Other backends or another config are a new start, also after a stop.</summary>
    private static RebalanceState Follow(
        RebalanceState state, RebalanceConfig config, BackendState[] compared, BalanceSeen seen, TimeSpan now)
    {
        var isSame = state.Config == config && state.Compared.Length == compared.Length
            && state.Compared.SequenceEqual(compared.Select(backend => backend.Address));
        if (!isSame)
        {
            state = state with
            {
                Config = config,
                Compared = [.. compared.Select(backend => backend.Address)],
                HasStopped = false,
                Looks = [],
            };
        }

        if (state.BeganAt is null || config.DryRun) return state;
        var looks = state.Looks.RemoveAll(look => now - look.At > Limits.RebalanceWindow);
        return state with { Looks = looks.Add(new RebalanceLook(now, seen.Ended, seen.Connected)) };
    }

    private static RebalanceState Turn(
        Transition transition, PoolState pool, RebalanceState state, BackendState[] compared, int[] excess,
        BalanceSeen seen)
    {
        var (name, now) = (pool.Config.Name, transition.Now);
        if (state.BeganAt is { } began && Missing(state, now) is var (ended, connected))
        {
            transition.Tell(new RebalanceStopped(name, ended, connected));
            return state with { BeganAt = null, HasStopped = true, InRow = 0, Looks = [] };
        }

        if (state.HasStopped) return state;
        var isGoingOn = state.BeganAt is not null;
        var row = state.Excess > 0 == isGoingOn ? 0 : state.InRow + 1;
        if (row < Limits.RebalanceLooks) return state with { InRow = row };
        if (isGoingOn)
        {
            transition.Tell(new RebalanceEnded(name, seen.Ended - state.EndedBefore, now - state.BeganAt!.Value));
            return state with { BeganAt = null, InRow = 0, Looks = [] };
        }

        var overloaded = compared.Index().Where(each => excess[each.Index] > 0).Select(each => each.Item.Address);
        transition.Tell(new RebalanceBegan(name, [.. overloaded], state.Excess, state.Config!.DryRun));
        return state with { BeganAt = now, InRow = 0, EndedBefore = seen.Ended, Allowance = 0 };
    }

    /// <summary>
    /// What was ended, and what connected since, if too few clients came back: those whose session ended before the
    /// time that they have for it.
    /// </summary>
    private static (long Ended, long Connected)? Missing(RebalanceState state, TimeSpan now)
    {
        if (state.Looks.IsEmpty) return null;
        var (first, last) = (state.Looks[0], state.Looks[^1]);
        var due = first;
        foreach (var look in state.Looks)
        {
            if (now - look.At >= Limits.RebalancePatience) due = look;
        }

        var (ended, connected) = (due.Ended - first.Ended, last.Connected - first.Connected);
        var isEnough = ended < Limits.RebalanceVolumeMin || connected * 100 >= ended * Limits.RebalanceSuccessMin;
        return isEnough ? null : (ended, connected);
    }

    private static RebalanceState End(
        Transition transition, PoolState pool, RebalanceState state, BackendState[] compared, int[] excess)
    {
        var config = state.Config!;
        var elapsed = Math.Min((transition.Now - state.SeenAt).TotalSeconds, 2 * Limits.RebalanceInterval.TotalSeconds);
        var allowance = Math.Min(state.Allowance + config.Rate * elapsed, Math.Max(1, 2 * config.Rate));
        var left = (int)allowance;
        foreach (var (i, backend) in compared.Index().OrderByDescending(each => excess[each.Index]))
        {
            var count = Math.Min(left, excess[i]);
            if (count == 0) continue;
            left -= count;
            if (config.DryRun) continue;
            transition.Add(new RebalanceSessions(pool.Config.Name, backend.Address, count, config.MinAge, config.Quiet)
            {
                MustRest = pool.Config.Protocol != ProtocolKind.None,
            });
        }

        var used = (int)allowance - left;

        // What is not used up is no credit for a burst later.
        return state with { Allowance = Math.Min(allowance - used, 1) };
    }
}
