using BenchmarkDotNet.Attributes;
using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;

namespace L4Balancer.Bench.Micro;

/// <summary>The cost of a new table for the control loop, per pool: the policy with its prebuilt data.</summary>
public class BuildBenchmarks
{
    private readonly PoolCounters _counters = new();
    private PoolConfig _config = null!;
    private BackendSet _set = null!;

    [Params(
        PolicyKind.PowerOfTwo, PolicyKind.RoundRobin, PolicyKind.Random, PolicyKind.SourceHash, PolicyKind.First,
        PolicyKind.Fastest, PolicyKind.Adaptive, PolicyKind.LeastConnections)]
    public PolicyKind Policy { get; set; }

    [Params(2, 10, 100, 10_000)]
    public int Backends { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _config = SamplePool.ConfigOf(Policy);
        _set = SamplePool.SetOf(Backends);
    }

    [Benchmark]
    public Policy Build() => PolicyFactory.Create(_config, _set, _counters, null);
}

/// <summary>
/// The remaining cost after a change of health under source-hash: members and weights are unchanged, the table is kept.
/// </summary>
public class RebuildBenchmarks
{
    private readonly PoolCounters _counters = new();
    private readonly PoolConfig _config = SamplePool.ConfigOf(PolicyKind.SourceHash);
    private BackendSet _set = null!;
    private Policy _previous = null!;

    [Params(2, 10, 100, 10_000)]
    public int Backends { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _set = SamplePool.SetOf(Backends);
        _previous = PolicyFactory.Create(_config, _set, _counters, null);
    }

    [Benchmark]
    public Policy Rebuild() => PolicyFactory.Create(_config, _set, _counters, _previous);
}
