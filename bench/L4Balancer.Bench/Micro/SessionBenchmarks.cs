using BenchmarkDotNet.Attributes;
using L4Balancer.Core.Config;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// The cost of a session: the pick, acquiring the slot on the backend and in the pool, and releasing both. The time is
/// the wall time of a round over the picks of all threads together: threads that do not disturb each other on cores of
/// their own would divide it by their number.
/// </summary>
public abstract class SessionBenchmarks : IDisposable
{
    private PickThreads? _threads;

    [Params(2, 10, 100, 10_000)]
    public int Backends { get; set; }

    [Params(1, 2, 3, 4)]
    public int Threads { get; set; }

    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    [GlobalCleanup]
    public void Stop() => _threads?.Dispose();

    protected void Start(PolicyKind policy, int picks) =>
        _threads = new PickThreads(SamplePool.Build(policy, Backends), Threads, picks);

    protected void RunRound() => _threads!.RunRound();
}

/// <summary>The policies whose picks take the same time at any number of backends.</summary>
public class ConstantSessionBenchmarks : SessionBenchmarks
{
    private const int Picks = 12 * 4096;

    [Params(
        PolicyKind.PowerOfTwo, PolicyKind.RoundRobin, PolicyKind.Random, PolicyKind.SourceHash, PolicyKind.First,
        PolicyKind.Fastest, PolicyKind.Adaptive)]
    public PolicyKind Policy { get; set; }

    [GlobalSetup]
    public void Start() => Start(Policy, Picks);

    [Benchmark(OperationsPerInvoke = Picks)]
    public void Session() => RunRound();
}

/// <summary>The policy that scans: fewer picks a round, because each may read 10,000 counters.</summary>
public class ScanSessionBenchmarks : SessionBenchmarks
{
    private const int Picks = 12 * 256;

    [Params(PolicyKind.LeastConnections)]
    public PolicyKind Policy { get; set; }

    [GlobalSetup]
    public void Start() => Start(Policy, Picks);

    [Benchmark(OperationsPerInvoke = Picks)]
    public void Session() => RunRound();
}
