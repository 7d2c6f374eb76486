namespace L4Balancer.Core.Control;

/// <summary>Asks for other host names to be resolved if the entries of the pools name others, or at another pace.
/// </summary>
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
