using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// Puts a new config in force. Backends are known by (pool, address) and keep their health, intent and ramp; so do
/// pools their tier, as long as it exists. A pool of which nothing changed in value keeps its view in the table.
/// </summary>
internal static class ConfigReload
{
    public static void Apply(Transition transition, ConfigAccepted accepted)
    {
        var config = accepted.Config;
        var before = transition.State;
        var pools = new PoolState[config.Pools.Count];
        var names = Names.Keep(Names.Merge(before.Names, accepted.Names), config);
        for (var i = 0; i < pools.Length; i++) pools[i] = Carry(transition, config.Pools[i], names);
        TellRemovedPools(transition, config);
        transition.ReplacePools(pools);
        transition.State = before with { Config = config, Names = names };
        MembershipChange.Apply(transition);
        for (var i = 0; i < pools.Length; i++) transition.Settle(i);
        AskForNames(transition, before.Config, config);
        // Even if it changed no pool: listeners may have changed, and a new generation shows the operator that the
        // reload was done.
        transition.PublishAnyway();
    }

    private static PoolState Carry(
        Transition transition, PoolConfig config, ImmutableDictionary<string, ImmutableArray<IPAddress>> names)
    {
        var isKnown = transition.State.Members.Pools.TryGetValue(config.Name, out var index);
        var before = isKnown ? transition.Pool(index) : new PoolState(config);
        // The object of a config that says the same is kept, which is how a table sees that nothing changed. The
        // backends are looked at in any case: the names may have come with other addresses.
        var after = before.Config.IsSame(config) ? before : before with { Config = config };
        // At the first config everything is new, and 10,000 lines about it help nobody.
        var isFirst = transition.State.Generation == 0;
        return PoolBackends.Renew(after, names, transition, isSilent: isFirst);
    }

    private static void TellRemovedPools(Transition transition, BalancerConfig config)
    {
        var kept = config.Pools.Select(pool => pool.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < transition.PoolCount; i++)
        {
            var pool = transition.Pool(i);
            if (kept.Contains(pool.Config.Name)) continue;
            foreach (var gone in pool.Backends) transition.Tell(new BackendRemoved(pool.Config.Name, gone.Address));
        }
    }

    private static void AskForNames(Transition transition, BalancerConfig before, BalancerConfig after)
    {
        var wanted = Names.Of(after);
        var known = Names.Of(before);
        var isSameInterval = before.ResolveInterval == after.ResolveInterval || wanted.IsEmpty;
        if (isSameInterval && wanted.ToHashSet(StringComparer.Ordinal).SetEquals(known)) return;
        transition.Add(new NamesWanted(wanted, after.ResolveInterval));
    }
}
