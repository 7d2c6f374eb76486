using L4Balancer.Core.Simulation.Scenarios;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>A pool of another size than the configured one.</summary>
public sealed class PoolSizeTests
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    public void A_pool_has_its_first_backends_or_copies_and_each_gets_its_share(int count)
    {
        var config = Sim.Config(3);
        var scenario = Sim.Read("""
            arrivals: { rate: 100 }
            failures: [ { at: 10s, for: 5s, backend: ["10.0.0.1:1", "10.0.0.3:1"], kind: death } ]
            """, config).Scenario!;
        var report = Sim.Run(scenario, config, PoolSize.Of(config.Pools[0], count));

        Assert.That(report.Backends, Has.Count.EqualTo(count));
        Assert.That(report.Backends.Select(b => b.Backend).Distinct().Count(), Is.EqualTo(count));
        Assert.That(report.Backends.Select(b => b.FairShare), Is.All.EqualTo(1.0 / count));
        Assert.That(report.Failures, Has.Count.EqualTo(count == 1 ? 1 : 2), "A backend that is not there cannot fail.");
    }
}
