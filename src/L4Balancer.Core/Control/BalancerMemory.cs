using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// What the control side knows besides its config: what it has observed, and what operators have told it. With it and
/// the same config another process goes on where this one is. Times are on the control clock, which means the same to
/// all processes of a machine.
/// </summary>
public sealed record BalancerMemory
{
    /// <summary>More than there ever are.</summary>
    private const long GenerationMax = long.MaxValue / 2;

    /// <summary>The generation of the latest table.</summary>
    public required long Generation { get; init; }

    public required IReadOnlyList<PoolMemory> Pools { get; init; }

    public required IReadOnlyList<NameMemory> Names { get; init; }

    public static BalancerMemory Of(BalancerState state) => new()
    {
        Generation = state.Generation,
        Pools = [.. state.Pools.Select(pool => PoolMemory.Of(pool, state))],
        Names = [.. state.Names.Select(name => NameMemory.Of(name.Key, name.Value))],
    };

    /// <summary>
    /// The state from which a <see cref="ConfigAccepted"/> with this config goes on as a reload would. Nothing is
    /// probed or resolved yet, so the event asks for all of it.
    /// </summary>
    public BalancerState ToState(BalancerConfig config)
    {
        var generation = Math.Clamp(Generation, 0, GenerationMax);
        var pools = new List<PoolState>();
        var probes = ImmutableDictionary.CreateBuilder<ProbeTarget, ProbeTally>();
        foreach (var memory in Pools.DistinctBy(pool => pool.Name))
        {
            if (config.Pools.FirstOrDefault(pool => pool.Name == memory.Name) is not { } file) continue;
            var pool = memory.ToState(file, generation);
            pools.Add(pool);
            foreach (var backend in memory.Backends) backend.AddProbes(pool.Config, probes);
        }

        var names = Names.DistinctBy(name => name.Name).ToImmutableDictionary(
            name => name.Name, name => name.ToState(), StringComparer.Ordinal);
        var members = Membership.Of(pools);
        return new BalancerState
        {
            Generation = generation,
            Config = new BalancerConfig { ResolveInterval = TimeSpan.Zero },
            Pools = [.. pools],
            Names = names,
            Probes = probes.ToImmutable(),
            Members = members.Unprobed(),
        };
    }
}
