using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Reloads configs and uses the hooks of the operator at random, at times with names that are not there.
/// </summary>
internal static class SimulatedOperator
{
    private static readonly BackendIntent[] Intents = Enum.GetValues<BackendIntent>();

    public static void Work(SimulationWorld world, TimeSpan until)
    {
        if (world.Clock.Now >= until) return;
        var random = world.Random;
        var isReload = random.Chance(40);
        if (isReload) world.Reload(RandomConfigs.Edit(random, world.Model.Config));
        else world.Post(Wish(world));
        world.Clock.After(random.Milliseconds(50, 1200), () => Work(world, until));
    }

    /// <summary>Takes back every intent, and every tier that would stay.</summary>
    public static void SetAllRight(SimulationWorld world)
    {
        foreach (var (name, pool) in world.Model.Pools)
        {
            foreach (var each in pool.Backends) world.Post(new IntentWanted(name, each.Address, BackendIntent.Ready));
            if (!pool.IsAutomatic) world.Post(new TierWanted(name, 0));
        }
    }

    private static ControlEvent Wish(SimulationWorld world)
    {
        var random = world.Random;
        var pool = random.Of<string>([.. world.Model.Config.Pools.Select(pool => pool.Name), "none"]);
        if (random.Chance(50)) return new TierWanted(pool, random.Below(4));
        var address = SimulatedNetwork.AddressOf(random.Below(RandomConfigs.AddressCount));
        return new IntentWanted(pool, address, random.Of(Intents));
    }
}
