using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>Builds the policy that a pool's config names.</summary>
public static class PolicyFactory
{
    /// <param name="set">The backends of the tier in use; without an eligible one every policy returns
    /// <see cref="Policy.None"/>.</param>
    /// <param name="counters">The pool's counters, kept across reloads.</param>
    /// <param name="previous">The pool's previous policy, so that unchanged data need not be rebuilt; null at
    /// first.</param>
    public static Policy Create(PoolConfig config, BackendSet set, PoolCounters counters, Policy? previous)
    {
        return config.Policy switch
        {
            PolicyKind.PowerOfTwo => new PowerOfTwoPolicy(set),
            PolicyKind.RoundRobin => new RoundRobinPolicy(set, counters),
            PolicyKind.Random => new RandomPolicy(set),
            PolicyKind.LeastConnections => new LeastConnectionsPolicy(set, counters),
            PolicyKind.SourceHash => new SourceHashPolicy(
                set, counters, config.LoadFactor, previous as SourceHashPolicy),
            PolicyKind.First => new FirstPolicy(set),
            PolicyKind.Fastest => new FastestPolicy(set),
            PolicyKind.Adaptive => new AdaptivePolicy(set),
            _ => throw new InvariantException($"There is no policy {config.Policy}."),
        };
    }
}
