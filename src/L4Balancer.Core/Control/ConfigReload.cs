using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// Puts a new config in force. Backends are identified by (pool, address) and keep their health, intent and ramp. Pools
/// keep their tier, as long as it exists, and the changes an operator made to their entries, as long as the config says
/// nothing new about them. A pool whose values did not change keeps its view in the table.
/// </summary>
internal static class ConfigReload
{
    public static void Apply(Transition transition, ConfigAccepted accepted)
    {
        var config = accepted.Config;
        var before = transition.State;
        var pools = new PoolState[config.Pools.Count];
        for (var i = 0; i < pools.Length; i++) pools[i] = Carry(transition, config.Pools[i]);
        var names = NameResolution.Merge(transition, accepted.Names, [.. pools.Select(pool => pool.Config)]);
        var sources = new BackendSources(config, names, accepted.OwnAddresses);
        // With the first config everything is new, and 10,000 lines about that would be useless.
        var isFirst = before.Generation == 0;
        for (var i = 0; i < pools.Length; i++)
        {
            // The backends are checked in any case: the names may have resolved to other addresses.
            pools[i] = PoolBackends.Renew(pools[i], sources, transition, isSilent: isFirst);
        }

        TellRemovedPools(transition, config);
        transition.ReplacePools(pools);
        transition.State = before with
        {
            Config = config,
            Names = names,
            OwnAddresses = accepted.OwnAddresses,
            AccessLists = accepted.AccessLists,
        };
        transition.TouchMembers();
        transition.TouchNames();
        // Even if no pool changed: listeners may have changed, and a new generation shows the operator that the reload
        // is done.
        transition.PublishAnyway();
    }

    private static PoolState Carry(Transition transition, PoolConfig config)
    {
        var isKnown = transition.Members.Pools.TryGetValue(config.Name, out var index);
        var before = isKnown ? transition.Pool(index) : new PoolState(config);
        var overlay = before.Overlay.Rebase(config);
        var effective = overlay.ApplyTo(config);
        // A config that says the same keeps its object, which is how a table detects that nothing changed.
        return before with
        {
            Config = before.Config.IsSame(effective) ? before.Config : effective,
            FileConfig = config,
            Overlay = overlay,
        };
    }

    private static void TellRemovedPools(Transition transition, BalancerConfig config)
    {
        var kept = config.Pools.Select(pool => pool.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < transition.PoolCount; i++)
        {
            var pool = transition.Pool(i);
            if (kept.Contains(pool.Config.Name)) continue;
            foreach (var gone in pool.Backends) PoolBackends.Leave(transition, pool, gone);
        }
    }
}
