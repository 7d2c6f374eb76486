using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>A bug in a probe must not leave its backend without probes unnoticed.</summary>
[TestFixtureSource(typeof(RunningProbes), nameof(RunningProbes.Ways))]
internal sealed class ProbeFaultTests(ProbeWay way)
{
    [Test]
    public async Task A_backend_whose_outcome_could_not_be_posted_is_probed_again([Values] bool isAtOnce)
    {
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(way);
        var faults = 0;
        probes.PostFault = () => Interlocked.Increment(ref faults) > 1 ? null
            : isAtOnce ? throw new InvalidOperationException("a bug") : new InvalidOperationException("a bug");
        probes.Start(Loopback.AddressOf(backend));
        Assert.That((await probes.NextAsync()).IsGood, Is.True);
        await probes.Faults.SawAsync("probe");
    }

    [Test]
    public async Task A_backend_whose_probe_meets_a_bug_each_time_is_tried_again_and_again()
    {
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(way, services => services with { Spares = null! });
        probes.Start(Loopback.AddressOf(backend));
        await probes.Faults.SawAsync("probe", 2);
    }
}
