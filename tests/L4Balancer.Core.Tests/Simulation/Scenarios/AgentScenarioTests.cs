using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Agents on the simulated servers report what their cores do, and weights follow it.</summary>
public sealed class AgentScenarioTests
{
    private const string PerServer = "health: { agent: { port: 9707, interval: 1s } }";
    private const string ForAll = "health: { agent: { port: 9707, host: 10.9.9.9, interval: 1s } }";

    [TestCase("weigh-by: agent")]
    [TestCase("weigh-by: cpu")]
    public void A_slower_server_gets_fewer_sessions_by_what_its_agent_reports(string weighBy)
    {
        var even = Run(Sim.Config(3, "policy: round-robin"));
        var report = Run(Sim.Config(3, "policy: round-robin", PerServer, weighBy));

        Assert.That(even.Backends[0].Share, Is.EqualTo(1 / 3.0).Within(2).Percent);
        Assert.That(report.Backends[0].Share, Is.InRange(0.1, 0.30), "It is not starved either.");
        Assert.That(report.Backends[0].Utilisation, Is.LessThan(even.Backends[0].Utilisation));
        Assert.That(report.Waits.P99, Is.LessThan(even.Waits.P99));
    }

    [Test]
    public void One_agent_that_answers_for_all_servers_moves_no_sessions_between_them()
    {
        var report = Run(Sim.Config(3, "policy: round-robin", ForAll, "weigh-by: agent"));

        Assert.That(report.Backends.Select(b => b.Share), Is.All.EqualTo(1 / 3.0).Within(5).Percent);
    }

    [Test]
    public void Only_a_server_that_is_cut_off_has_a_silent_agent([Values("cut", "hang", "death")] string kind)
    {
        var report = Sim.Run(Sim.Config(3, PerServer, "weigh-by: agent"), $"""
            duration: 30s
            arrivals: {ScenarioTests.Rate(100)}
            failures: [ {ScenarioTests.FailureOf(kind)} ]
            """);

        var silent = report.Notices.Select(n => n.Notice).OfType<AgentSilent>();
        Assert.That(silent.Count(), Is.EqualTo(kind == "cut" ? 1 : 0));
    }

    /// <summary>The first of three servers needs twice as long as the others.</summary>
    private static ScenarioReport Run(BalancerConfig config) => Sim.Run(config, """
        duration: 60s
        arrivals: { rate: 300 }
        service: { time: 10ms, cores: 2 }
        backends: [ { address: 10.0.0.1:1, time: 18ms } ]
        """);
}
