using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Reloads configs and makes random operator requests, sometimes with names that do not exist.
/// </summary>
internal static class SimulatedOperator
{
    private static readonly BackendIntent[] Intents = [.. Enum.GetValues<BackendIntent>(), BackendIntent.Drain];

    public static void Work(SimulationWorld world, TimeSpan until)
    {
        if (world.Clock.Now >= until) return;
        var random = world.Random;
        var isReload = random.Chance(40);
        if (isReload) world.Reload(RandomConfigs.Edit(random, world.Model.Config));
        else world.Post(Wish(world));
        world.Clock.After(random.Milliseconds(50, 1200), () => Work(world, until));
    }

    /// <summary>Reverts every intent, and every tier that would stay.</summary>
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
        var address = SimulatedNetwork.AddressOf(random.Below(RandomConfigs.AddressCount));
        return random.Below(9) switch
        {
            0 => new TierWanted(pool, random.Below(4)),
            1 => new FailoverWanted(pool),
            2 => new FailbackWanted(pool),
            3 => new WeightWanted(pool, address, random.Of<int?>(null, 0, 0, 1, 2, 3, 9, 1001)),
            4 => new SessionResetWanted(pool, address, Rate(random)),
            5 => new BackendAddWanted(pool, Entry(random)),
            6 => new BackendRemoveWanted(pool, AnEntry(world, pool) ?? RandomConfigs.Backend(random).Address),
            _ => Intent(random, pool, address),
        };
    }

    private static IntentWanted Intent(SimulationRandom random, string pool, NetAddress address)
    {
        var intent = random.Of(Intents);
        var hasPlan = intent == BackendIntent.Drain ? random.Chance(70) : random.Chance(5);
        return new IntentWanted(pool, address, intent)
        {
            Deadline = hasPlan && random.Chance(70) ? random.Milliseconds(0, 3000) : null,
            Rate = hasPlan ? Rate(random) : null,
        };
    }

    private static int? Rate(SimulationRandom random) => random.Of<int?>(null, null, 1, 5, 100, 0);

    private static BackendConfig Entry(SimulationRandom random)
    {
        var entry = RandomConfigs.Backend(random);
        return random.Chance(5) ? entry with { Tier = Limits.TierMax + 1 } : entry;
    }

    private static BackendAddress? AnEntry(SimulationWorld world, string pool)
    {
        if (!world.Model.Pools.TryGetValue(pool, out var model) || world.Random.Chance(30)) return null;
        var entries = model.Config.Backends;
        return entries[world.Random.Below(entries.Count)].Address;
    }
}
