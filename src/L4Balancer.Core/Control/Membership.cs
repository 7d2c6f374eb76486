using System.Collections.Frozen;
using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>The location of a backend: the index of its pool and its index in the pool.</summary>
internal readonly record struct BackendPlace(int Pool, int Backend);

/// <summary>A probe target, and the backends that its outcomes count for.</summary>
/// <param name="FastInterval">The shortest fast interval of the pools that share it.</param>
internal sealed record ProbedTarget(ProbeSchedule Schedule, TimeSpan FastInterval, ImmutableArray<BackendPlace> Places);

/// <summary>
/// An index of backends, derived from the pools when their backends or probes change (a reload, a name that moved), so
/// that frequent events (outcomes, failed connects) find their backends without a search.
/// </summary>
internal sealed record Membership(
    FrozenDictionary<string, int> Pools,
    FrozenDictionary<NetAddress, ImmutableArray<BackendPlace>> Addresses,
    FrozenDictionary<ProbeTarget, ProbedTarget> Targets)
{
    /// <summary>The indexes of the pools that have an entry with a host name.</summary>
    public FrozenDictionary<string, ImmutableArray<int>> HostNames { get; private init; } =
        FrozenDictionary<string, ImmutableArray<int>>.Empty;

    /// <summary>One per target, in the order of the config.</summary>
    public ImmutableArray<ProbeSchedule> Schedules { get; private init; } = [];

    public static Membership Empty { get; } = Of([]);

    public static Membership Of(IReadOnlyList<PoolState> pools)
    {
        var addresses = new Dictionary<NetAddress, List<BackendPlace>>();
        var targets = new Dictionary<ProbeTarget, List<BackendPlace>>();
        for (var p = 0; p < pools.Count; p++)
        {
            var health = pools[p].Config.Health;
            for (var b = 0; b < pools[p].Backends.Length; b++)
            {
                var (address, place) = (pools[p].Backends[b].Address, new BackendPlace(p, b));
                Add(addresses, address, place);
                if (ProbeTarget.OfHealth(pools[p].Config, address) is { } probe) Add(targets, probe, place);
                if (ProbeTarget.OfAgent(health, address) is { } agent) Add(targets, agent, place);
            }
        }

        var probed = targets.Select(entry => Target(entry.Key, entry.Value, pools)).ToArray();
        return new Membership(
            pools.Index().ToFrozenDictionary(e => e.Item.Config.Name, e => e.Index, StringComparer.Ordinal),
            addresses.ToFrozenDictionary(e => e.Key, e => e.Value.ToImmutableArray()),
            probed.ToFrozenDictionary(e => e.Schedule.Target))
        {
            Schedules = [.. probed.Select(e => e.Schedule)],
            HostNames = Names.UsersOf(pools.Select(pool => pool.Config)),
        };
    }

    /// <summary>The same backends, as if nobody had asked for their probes.</summary>
    public Membership Unprobed() =>
        this with { Targets = FrozenDictionary<ProbeTarget, ProbedTarget>.Empty, Schedules = [] };

    /// <summary>Whether the same targets are probed at the same intervals.</summary>
    public bool ProbesLike(Membership other)
    {
        if (Targets.Count != other.Targets.Count) return false;
        foreach (var (target, probed) in Targets)
        {
            if (!other.Targets.TryGetValue(target, out var theirs) || theirs.Schedule != probed.Schedule) return false;
        }

        return true;
    }

    private static ProbedTarget Target(ProbeTarget target, List<BackendPlace> places, IReadOnlyList<PoolState> pools)
    {
        TimeSpan Least(Func<HealthConfig, TimeSpan> of) => places.Min(place => of(pools[place.Pool].Config.Health));
        if (target.Spec is AgentProbeSpec)
        {
            var interval = Least(h => h.Agent!.Interval);
            var ask = new ProbeSchedule(target, interval, Least(h => h.Agent!.Timeout));
            return new ProbedTarget(ask, interval, [.. places]);
        }

        var schedule = new ProbeSchedule(target, Least(h => h.Interval), Least(h => h.Timeout));
        return new ProbedTarget(schedule, Least(h => h.EffectiveFastInterval), [.. places]);
    }

    private static void Add<TKey>(Dictionary<TKey, List<BackendPlace>> places, TKey key, BackendPlace place)
        where TKey : notnull
    {
        if (!places.TryGetValue(key, out var list)) places[key] = list = [];
        list.Add(place);
    }
}
