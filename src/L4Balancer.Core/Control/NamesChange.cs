namespace L4Balancer.Core.Control;

/// <summary>Requests other host names, or another interval, when the pools' entries or the interval change.</summary>
internal static class NamesChange
{
    /// <param name="before">The state in force before the batch.</param>
    public static void Apply(Transition transition, BalancerState before)
    {
        var wanted = Names.Of(transition.PoolConfigs);
        var known = Names.Of(before.Pools.Select(pool => pool.Config));
        var interval = transition.State.Config.ResolveInterval;
        var isSameInterval = before.Config.ResolveInterval == interval || wanted.IsEmpty;
        if (isSameInterval && wanted.ToHashSet(StringComparer.Ordinal).SetEquals(known)) return;
        transition.Add(new NamesWanted(wanted, interval));
    }
}
