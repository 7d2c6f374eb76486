using BenchmarkDotNet.Attributes;
using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Bench.Micro;

/// <summary>The pick alone, on one thread, without acquiring a slot.</summary>
public class PickBenchmarks
{
    /// <summary>50,000 sessions a second, so that what adaptive does every 10 ms has its share.</summary>
    private const int MicrosecondsPerPick = 20;

    private PoolView _pool = null!;
    private ulong _seed;

    [Params(
        PolicyKind.PowerOfTwo, PolicyKind.RoundRobin, PolicyKind.Random, PolicyKind.SourceHash, PolicyKind.First,
        PolicyKind.Fastest, PolicyKind.Adaptive, PolicyKind.LeastConnections)]
    public PolicyKind Policy { get; set; }

    [Params(2, 10, 100, 10_000)]
    public int Backends { get; set; }

    [GlobalSetup]
    public void Build() => _pool = SamplePool.Build(Policy, Backends);

    [Benchmark]
    public int Pick()
    {
        var context = new PickContext(SplitMix64.Mix(++_seed), _seed)
        {
            Now = SamplePool.Began + (long)_seed * MicrosecondsPerPick,
        };
        return _pool.Policy.Pick(ref context);
    }
}
