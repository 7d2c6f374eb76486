using System.Collections.Immutable;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Reports of real traffic and of late probes, at random and independent of the network: the reducer must cope with any
/// of them. Once all is calm, every silence ends.
/// </summary>
internal static class SimulatedTraffic
{
    public static void Report(SimulationWorld world, TimeSpan until)
    {
        var random = world.Random;
        if (world.Clock.Now < until) world.Post(Any(world));
        else EndSilence(world);
        world.Clock.After(random.Milliseconds(20, 400), () => Report(world, until));
    }

    private static void EndSilence(SimulationWorld world)
    {
        foreach (var (name, pool) in world.Model.Pools)
        {
            var hung = pool.Backends.Find(backend => backend.Standing.Cause == StandingCause.Hung);
            if (hung is not null) world.Post(new SilenceEnded(name, hung.Address));
        }
    }

    private static Observation Any(SimulationWorld world)
    {
        var random = world.Random;
        var pool = random.Of<string>([.. world.Model.Config.Pools.Select(pool => pool.Name), "none"]);
        var address = SimulatedNetwork.AddressOf(random.Below(RandomConfigs.AddressCount));
        return random.Below(5) switch
        {
            0 => new HangSeen(pool, address, Facts(random)),
            1 => new SilenceEnded(pool, address),
            2 => new BadEnd(pool, address, random.Between(1, 12), "closed"),
            3 => new TrafficMeasured(pool, Measured(random)),
            _ => Late(world, pool, address),
        };
    }

    private static HangFacts Facts(SimulationRandom random)
    {
        var (usual, oldest) = (random.Milliseconds(0, 20), random.Milliseconds(0, 1500));
        return new HangFacts(random.Between(1, 20), oldest, oldest, usual, usual, SiblingsAnswered: 9);
    }

    private static ImmutableArray<BackendTraffic> Measured(SimulationRandom random)
    {
        var traffic = ImmutableArray.CreateBuilder<BackendTraffic>();
        for (var i = 0; i < RandomConfigs.AddressCount; i++)
        {
            var sessions = random.Between(0, 100);
            var mean = i < 2 && random.Chance(70) ? random.Milliseconds(50, 200) : random.Milliseconds(1, 9);
            traffic.Add(new BackendTraffic(
                SimulatedNetwork.AddressOf(i), sessions, random.Between(0, sessions), sessions, mean));
        }

        return traffic.DrainToImmutable();
    }

    private static ProbeLate Late(SimulationWorld world, string pool, NetAddress address)
    {
        world.Model.Pools.TryGetValue(pool, out var known);

        // Also of a backend that is not probed: a target may be gone when its probe is late.
        var target = (known is null ? null : ProbeTarget.OfHealth(known.Config, address))
            ?? new ProbeTarget(address, NoProbeSpec.Instance);
        return new ProbeLate(target, world.Random.Milliseconds(100, 900), TimeSpan.Zero);
    }
}
