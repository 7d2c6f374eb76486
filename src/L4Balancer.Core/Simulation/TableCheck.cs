using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <summary>Checks that the table in force agrees with the model, and changed only as a table may.</summary>
internal static class TableCheck
{
    /// <summary>The pause between tables of weights, and how late a tick may be.</summary>
    private const double PauseMs = 100 + BalancerSimulation.TickLateMsMax + 1;

    /// <summary>
    /// A new table is one generation later and differs; backends that stay keep their counters, and a pool that looks
    /// the same keeps its view.
    /// </summary>
    public static void RequireStep(
        BackendTable before, BackendTable after, ImmutableArray<ControlEffect> effects, bool isReload)
    {
        var isPublished = effects.Contains(new PublishTable());
        Invariant.Require(
            after.Generation == before.Generation + (isPublished ? 1 : 0), "A publish is one generation.");
        if (!isPublished) return;
        var isDifferent = before.Pools.Count != after.Pools.Count;
        foreach (var (name, pool) in after.Pools)
        {
            var isKept = before.Pools.TryGetValue(name, out var old) && ReferenceEquals(old, pool);
            isDifferent |= !isKept;
            if (old is null || isKept) continue;
            RequireSameCounters(old, pool);
        }

        Invariant.Require(isReload || isDifferent, "A table was published that is like the one before.");
    }

    public static void RequireModel(BalancerModel model, BackendTable table, TimeSpan now)
    {
        Invariant.Require(table.Pools.Count == model.Pools.Count, "The table has other pools than the config.");
        foreach (var (name, pool) in model.Pools)
        {
            var view = table.Pools[name];
            Invariant.Require(view.Config.IsSame(pool.Config), $"Pool {name} is not of the latest config.");
            Invariant.Require(
                view.ActiveTier == pool.ActiveTier,
                $"Pool {name} uses tier {view.ActiveTier} and should use {pool.ActiveTier}.");
            var shown = view.Set.All.Select(backend => backend.Address);
            Invariant.Require(
                shown.SequenceEqual(pool.Shown.Select(b => b.Address)),
                $"Pool {name} shows {string.Join(' ', shown)}.");
            var used = view.Set.Eligible.Select(index => view.Set.All[index].Address);
            Invariant.Require(
                used.SequenceEqual(pool.Used.Select(b => b.Address)), $"Pool {name} uses {string.Join(' ', used)}.");
            Invariant.Require(
                view.Config.Role != PoolRole.Primary || view.Set.Eligible.Length + view.Set.Suspects.Length <= 1,
                $"Pool {name} uses several primaries.");
            foreach (var backend in view.Set.All) RequireBackend(pool, backend, now);
        }
    }

    /// <summary>Tables that show only new weights of a pool keep their distance.</summary>
    public static void RequirePause(BalancerState before, BalancerState after)
    {
        foreach (var pool in after.Pools)
        {
            if (before.FindPool(pool.Config.Name)?.WeightsShownAt is not { } last) continue;
            Invariant.Require(
                pool.WeightsShownAt == last || pool.WeightsShownAt - last >= Limits.WeightTablesPause,
                $"Two tables of weights of pool {pool.Config.Name} came too soon after each other.");
        }
    }

    private static void RequireSameCounters(PoolView before, PoolView after)
    {
        Invariant.Require(
            ReferenceEquals(before.Counters, after.Counters), $"Pool {after.Config.Name} lost its counters.");
        foreach (var backend in after.Set.All)
        {
            var old = Array.Find(before.Set.All, other => other.Address.Equals(backend.Address));
            Invariant.Require(
                old is null || ReferenceEquals(old.Counters, backend.Counters),
                $"{backend.Address} lost its counters.");
        }
    }

    /// <summary>
    /// The weight follows the line of the ramp from below, at most one step and the pause between tables of weights
    /// behind, and is never 0; on trial it is at most a hundredth, beginning and ending within that pause.
    /// </summary>
    private static void RequireBackend(PoolModel pool, BackendView view, TimeSpan now)
    {
        var backend = pool.Find(view.Address)!;
        var full = view.FullWeight;
        var figures = backend.Agent.FiguresSince(now - TimeSpan.FromMilliseconds(PauseMs));
        Invariant.Require(
            figures.Any(each => IsAsSaid(backend.Entry, each.Percent, each.Max, view)),
            $"{view.Address} has weight {full} and limit {view.MaxConnections}, unlike its entry and its agent.");
        var isRamping = backend is { Ramps: true, ServesSince: not null };
        var duration = pool.Config.SlowStart;
        var step = Math.Max(100, duration.TotalMilliseconds / 20) + 1 + PauseMs;
        var elapsed = (isRamping ? now - backend.ServesSince!.Value : duration).TotalMilliseconds;
        var hasJustRamped = (now - backend.RampedAt)?.TotalMilliseconds <= PauseMs;
        var most = isRamping ? Math.Max(1, full * elapsed / duration.TotalMilliseconds) : full;
        var least = isRamping || hasJustRamped
            ? Math.Max(1, Math.Floor(full * (elapsed - step) / duration.TotalMilliseconds))
            : full;
        var trial = Math.Max(1, full / 100);
        var hasJustTurned = (now - backend.HeldBackTurnedAt)?.TotalMilliseconds <= PauseMs;
        if (pool.IsHeldBack(backend) || hasJustTurned) least = Math.Min(least, trial);
        if (pool.IsHeldBack(backend) && !hasJustTurned) most = Math.Min(most, trial);
        Invariant.Require(
            view.Weight >= least && view.Weight <= most + 1e-6,
            $"{view.Address} weighs {view.Weight} and should weigh {least} to {most}.");
    }

    private static bool IsAsSaid(BackendConfig entry, int percent, int most, BackendView view)
    {
        var limit = new[] { entry.MaxConnections, most }.Where(each => each > 0).DefaultIfEmpty(int.MaxValue).Min();
        var full = Math.Clamp((long)entry.Weight * percent, 1, 100_000);
        return view.FullWeight == full && view.MaxConnections == limit;
    }
}
