using System.Collections.Frozen;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// The pool that is measured: weights from 1 to 10, a few sessions and a response time of 1 to 5 ms on every backend,
/// all up, no limits.
/// </summary>
internal static class SamplePool
{
    /// <summary>When the responses came, in microseconds.</summary>
    public const long Began = 1_000_000_000;

    public static PoolConfig ConfigOf(PolicyKind policy) => new() { Name = "bench", Policy = policy, Backends = [] };

    public static BackendSet SetOf(int backends)
    {
        var random = new SplitMix64(1);
        var views = new BackendView[backends];
        for (var i = 0; i < backends; i++)
        {
            var address = NetAddress.FromIp(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 6379);
            var weight = (1 + i % 10) * BackendView.WeightUnit;
            var counters = new BackendCounters();
            // Nobody is idle: an idle backend would end a scan at once.
            for (var sessions = 5 + random.NextBelow(10); sessions > 0; sessions--) counters.TryAcquire(int.MaxValue);
            counters.Signals.Greet(took: 1000 * (1 + random.NextBelow(5)), Began);
            views[i] = new BackendView(address, 0, weight, weight, int.MaxValue, counters);
        }

        return new BackendSet(views, [.. Enumerable.Repeat(true, backends)]);
    }

    public static PoolView Build(PolicyKind policy, int backends)
    {
        var (config, set, counters) = (ConfigOf(policy), SetOf(backends), new PoolCounters());
        return new PoolView(
            config, 0, set, PolicyFactory.Create(config, set, counters, null), counters,
            FrozenDictionary<NetAddress, BackendCounters>.Empty);
    }
}
