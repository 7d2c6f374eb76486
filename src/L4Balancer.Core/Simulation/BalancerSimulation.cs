using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Runs the real reducer, table builder and policies against simulated backends, probes, names, clients and operators
/// in virtual time. First comes a time of trouble: backends fail, hang and flap, configs are reloaded, names move. Then
/// everything is calm, and must recover. After every event the result is compared with a model of the rules that knows
/// only the events. The same seed produces the same run.
/// </summary>
public static class BalancerSimulation
{
    internal const int TickLateMsMax = 5;
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Longer than any chain of rise, eject, failback and slow start that <see cref="RandomConfigs"/> can produce.
    /// </summary>
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(30);

    /// <exception cref="SimulationFailedException">A rule was broken.</exception>
    public static SimulationReport Run(ulong seed)
    {
        var world = new SimulationWorld(seed);
        try
        {
            world.Reload(RandomConfigs.First(world.Random));
            world.Sessions.ComeAndGo(Trouble);
            SimulatedTraffic.Report(world, Trouble);
            SimulatedOperator.Work(world, Trouble);
            PlayUntil(world, Trouble);
            world.Calm();
            PlayUntil(world, Trouble + Healing);
            RequireHealed(world);
        }
        catch (InvariantException broken)
        {
            throw new SimulationFailedException(seed, broken.Message, world.History.Tail(), broken);
        }

        return new SimulationReport(seed, world.History.Fingerprint, world.History.Seen);
    }

    private static void PlayUntil(SimulationWorld world, TimeSpan end)
    {
        while (world.Clock.Next(end) is { } action)
        {
            var overdue = world.Clock.Now - TimeSpan.FromMilliseconds(TickLateMsMax);
            var due = world.Model.EarliestDue();
            Invariant.Require(due >= overdue, $"Nobody woke up at {due}.");
            action();
        }
    }

    private static void RequireHealed(SimulationWorld world)
    {
        foreach (var (name, pool) in world.Table.Pools)
        {
            Invariant.Require(
                pool.ActiveTier == BestTier(world.Model.Pools[name]), $"Pool {name} never came back to its best tier.");
            foreach (var backend in pool.Set.All)
            {
                Invariant.Require(
                    backend.Weight == backend.FullWeight, $"{backend.Address} never came back to its weight.");
            }

            Invariant.Require(
                pool.Set.Eligible.Length == UsableIn(world.Model.Pools[name]),
                $"Pool {name} never used all of its backends again.");
            Invariant.Require(pool.Counters.Active == 0, $"Pool {name} counts sessions that are gone.");
        }

        var backends = world.Model.Pools.Values.SelectMany(pool => pool.Backends).ToArray();
        Invariant.Require(
            Array.TrueForAll(backends, backend => backend.IsEligible || !CanServe(backend)),
            "Not every backend is up in the end.");
        Invariant.Require(world.Sessions.Count == 0, "Sessions never ended.");
        Invariant.Require(world.Sessions.Waiting == 0, "Sessions wait for ever.");
    }

    /// <summary>
    /// The primary one, unless an operator left the pool only primary entries whose addresses belong to earlier
    /// entries.
    /// </summary>
    private static int BestTier(PoolModel pool) =>
        pool.IsAutomatic
            ? pool.Backends.Where(CanServe).Select(b => b.Entry.Tier).DefaultIfEmpty(pool.ActiveTier).Min()
            : 0;

    /// <summary>All that the table shows, with the role and a weight; if there are none, what panic allows.</summary>
    private static int UsableIn(PoolModel pool) =>
        pool.Backends.Exists(b => b.IsEligible && b.Entry.Tier == pool.ActiveTier)
            ? pool.Shown.Count(CanServe)
            : pool.Used.Count();

    private static bool CanServe(BackendModel backend) =>
        backend.Role.Place == RoleFit.Fits && backend.Entry.Weight > 0;
}
