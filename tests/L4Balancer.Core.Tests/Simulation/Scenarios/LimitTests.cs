using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Tests.Config;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Limits in front of the pool, and backends that get no sessions.</summary>
public sealed class LimitTests
{
    private const string Busy = """
        { duration: 20s, arrivals: { rate: 400 }, service: { time: 100ms, cores: 1000 } }
        """;

    [TestCase("max-connections: 10\n", "", CloseReason.RefusedSessionLimit)]
    [TestCase("", ", max-connections: 10", CloseReason.RefusedListenerFull)]
    [TestCase("max-connections: 10\n", ", max-connections: 20", CloseReason.RefusedSessionLimit)]
    public void A_limit_of_the_process_or_the_listener_refuses_sessions(
        string ofProcess, string ofListener, CloseReason reason)
    {
        var report = Sim.Run(Config(ofProcess, $"l: {{ bind: ':1', pool: p{ofListener} }}"), Busy);

        Assert.That(report.Sessions.Ends.Keys, Is.EquivalentTo([CloseReason.ClientClosed, reason]));
        Assert.That(report.Timeline.Max(column => column.Backends.Sum(b => b.Sessions)), Is.InRange(9, 10));
    }

    [TestCase(
        "l: { bind: ':1', pool: p, max-connections: 9 }, m: { bind: ':2', pool: p }, n: { bind: ':3', pool: q }", 0)]
    [TestCase("l: { bind: ':1', pool: p }, m: { bind: ':2', pool: q, max-connections: 9 }", 0)]
    [TestCase("m: { bind: ':2', pool: q, max-connections: 9, routes: [ { sni: a.example, pool: p } ] }", 9)]
    public void The_limit_of_a_listener_counts_if_it_alone_leads_to_the_pool(string listeners, int expected)
    {
        var limits = ScenarioLimits.Of(Config("", listeners, "q: { backends: ['10.0.0.9:1'] }"), "p");

        Assert.That(limits, Is.EqualTo(new ScenarioLimits(0, expected)));
    }

    [Test]
    public void A_backend_with_weight_0_gets_no_sessions_and_distorts_no_figure()
    {
        var report = Sim.Run(WithWeights(1, 0, 1), Busy);

        Assert.That(report.Backends[1].Sessions, Is.Zero);
        Assert.That(report.Backends.Select(b => b.FairShare), Is.EqualTo([0.5, 0, 0.5]));
        Assert.That(report.Spread, Is.InRange(1, 1.2));
    }

    [Test]
    public void A_pool_in_which_all_have_weight_0_refuses_all()
    {
        var report = Sim.Run(WithWeights(0, 0), Busy);

        Assert.That(report.Sessions.Ends.Keys, Is.EqualTo([CloseReason.RefusedNoneEligible]));
        Assert.That(report.Backends.Select(b => b.FairShare), Is.All.Zero);
        Assert.That(report.Spread, Is.Zero);
    }

    [Test]
    public void A_copy_of_a_backend_gets_sessions()
    {
        var config = WithWeights(0, 2);
        var scenario = Sim.Read(Busy, config).Scenario!;
        var report = Sim.Run(scenario, config, PoolSize.Of(config.Pools[0], 4));

        Assert.That(report.Backends.Select(b => b.Weight), Is.EqualTo([0, 2, 2, 2]));
        Assert.That(report.Backends.Skip(1).Select(b => b.Share), Is.All.EqualTo(1 / 3.0).Within(5).Percent);
    }

    private static BalancerConfig WithWeights(params int[] weights)
    {
        var backends = weights.Select((weight, i) => $"{{ address: '10.0.0.{i + 1}:1', weight: {weight} }}");
        return Lb.Model(Lb.WithPool($"backends: [{string.Join(", ", backends)}]"));
    }

    private static BalancerConfig Config(string process, string listeners, string otherPools = "") => Lb.Model(
        $"{process}listeners: {{ {listeners} }}\npools: {{ p: {{ backends: ['10.0.0.1:1'] }}, {otherPools} }}");
}
