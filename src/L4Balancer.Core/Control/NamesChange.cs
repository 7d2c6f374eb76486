using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>Asks for other host names to be resolved if the entries of the pools name others, or at another pace.
/// </summary>
internal static class NamesChange
{
    /// <param name="before">The config that was in force.</param>
    /// <param name="interval">The pace from now on.</param>
    public static void Apply(Transition transition, BalancerConfig before, TimeSpan interval)
    {
        var wanted = Names.Of(transition.PoolConfigs);
        var known = Names.Of(before);
        var isSameInterval = before.ResolveInterval == interval || wanted.IsEmpty;
        if (isSameInterval && wanted.ToHashSet(StringComparer.Ordinal).SetEquals(known)) return;
        transition.Add(new NamesWanted(wanted, interval));
    }
}
