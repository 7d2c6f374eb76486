using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>
/// Updates everything derived from the backends of all pools, and requests other probes if that changes them.
/// </summary>
internal static class MembershipChange
{
    public static void Apply(Transition transition)
    {
        var state = transition.State;
        var pools = Enumerable.Range(0, transition.PoolCount).Select(transition.Pool).ToArray();
        var members = Membership.Of(pools);
        if (!members.ProbesLike(state.Members)) transition.Add(new ProbesWanted(members.Schedules));
        transition.State = state with
        {
            Members = members,
            HurriedAt = Keep(state.HurriedAt, members, []),
            Probes = Keep(state.Probes, members, HeldTargets(pools)),
        };
    }

    /// <summary>Removes targets that are no longer probed, so that the dictionary never outgrows the config.</summary>
    private static ImmutableDictionary<ProbeTarget, T> Keep<T>(
        ImmutableDictionary<ProbeTarget, T> known, Membership members, HashSet<ProbeTarget> held) => known.RemoveRange(
            known.Keys.Where(target => !members.Targets.ContainsKey(target) && !held.Contains(target)).ToArray());

    private static HashSet<ProbeTarget> HeldTargets(PoolState[] pools) =>
        [.. pools.SelectMany(p => p.Held.Keys.SelectMany(address => TargetsOf(p.Config, address)))];

    private static IEnumerable<ProbeTarget> TargetsOf(PoolConfig pool, NetAddress address)
    {
        if (ProbeTarget.OfHealth(pool, address) is { } probe) yield return probe;
        if (ProbeTarget.OfAgent(pool.Health, address) is { } agent) yield return agent;
    }
}
