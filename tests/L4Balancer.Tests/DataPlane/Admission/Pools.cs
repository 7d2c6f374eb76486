using System.Collections.Frozen;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Tests.DataPlane.Admission;

/// <summary>Pools for tests that pick no backend.</summary>
internal static class Pools
{
    public static PoolView Empty(string name)
    {
        var config = new PoolConfig { Name = name, Backends = [] };
        var (set, counters) = (new BackendSet([], []), new PoolCounters());
        return new PoolView(
            config, 0, set, PolicyFactory.Create(config, set, counters, null), counters,
            FrozenDictionary<NetAddress, BackendCounters>.Empty);
    }
}
