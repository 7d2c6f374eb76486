using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Failures are found when the configuration says, and cost what they must.</summary>
public sealed class FailureTests
{
    private const string Expecting =
        "health: { send: \"PING\\r\\n\", expect: \"+PONG\", interval: 1s, timeout: 500ms }";

    [Test]
    public void A_death_under_load_is_found_by_the_clients_and_costs_only_its_running_sessions()
    {
        var report = Run(Sim.Config(3, "health: { interval: 1s }"), "death", rate: 1000);

        var failure = report.Failures.Single();
        Assert.That(failure.Detected, Is.LessThan(TimeSpan.FromMilliseconds(50)));
        Assert.That(failure.Failover, Is.EqualTo(failure.Detected));
        // Up again after two good probes; the first comes within an interval, the second after a quarter of it.
        Assert.That(failure.Failback, Is.InRange(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(1.5)));
        Assert.That(report.Sessions.Ends.Keys, Is.EquivalentTo(
            new[] { CloseReason.ClientClosed, CloseReason.BackendReset }), "No connect fails in the end.");
        Assert.That(report.Sessions.Failed, Is.InRange(1, 20));
        Assert.That(failure.Failed, Is.EqualTo(report.Sessions.Failed));
        Assert.That(report.Sessions.Retries, Is.InRange(2, 50));
    }

    [Test]
    public void A_death_without_traffic_is_found_by_the_probes()
    {
        var config = Sim.Config(3, "health: { interval: 2s, fast-interval: 500ms, fall: 3 }");
        var report = Run(config, "death", rate: 0.001);

        // The first bad probe comes within an interval and its jitter, the others at the fast interval.
        Assert.That(report.Failures[0].Detected, Is.InRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3.4)));
        Assert.That(report.Sessions.Failed, Is.Zero);
    }

    [Test]
    public void Without_the_traffic_a_hang_is_found_by_a_probe_that_expects_an_answer_and_not_by_a_connect()
    {
        const string Blind = "hung: { detect: false }";
        var expecting = Run(Sim.Config(3, Expecting, Blind, "policy: round-robin"), "hang", rate: 200).Failures[0];
        var connecting = Run(Sim.Config(3, Blind, "policy: round-robin"), "hang", rate: 200).Failures[0];

        // Three timeouts, two fast intervals of a quarter second, and up to one interval before the first.
        Assert.That(expecting.Detected, Is.InRange(TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(3.2)));
        Assert.That(expecting.Hung, Is.GreaterThan(50));
        Assert.That(connecting.Hung, Is.GreaterThan(expecting.Hung));
    }

    [Test]
    public void A_hang_freezes_what_was_in_progress_and_answers_it_afterwards()
    {
        var report = Run(
            Sim.Config(1, "health: { type: none }"), "hang", rate: 100, "sessions: { timeout: 20s }", "hung-after: 5s");

        Assert.That(report.Sessions.Failed, Is.Zero);
        Assert.That(report.Waits.Max, Is.InRange(TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(11)));
        Assert.That(report.Sessions.Hung, Is.EqualTo(500).Within(20).Percent, "Who came in the first 5 of 10 s.");
    }

    [Test]
    public void A_cut_network_costs_the_connect_timeout_and_then_no_more()
    {
        var report = Run(
            Sim.Config(3, "timeouts: { connect: 500ms }", "health: { interval: 1s, timeout: 500ms }"), "cut",
            rate: 300, "hung-after: 200ms");

        Assert.That(report.Failures[0].Detected, Is.InRange(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.2)));
        Assert.That(report.Failures[0].Hung, Is.EqualTo(report.Sessions.Hung), "Although others answered in the end.");
        Assert.That(report.Failures[0].Hung, Is.GreaterThan(0));
        Assert.That(report.Waits.Max, Is.GreaterThan(TimeSpan.FromSeconds(0.5)));
        Assert.That(report.Sessions.Ends.GetValueOrDefault(CloseReason.RefusedConnectFailed), Is.Zero);
    }

    [Test]
    public void Clients_give_up_on_a_hung_backend_and_the_balancer_counts_why()
    {
        var report = Run(
            Sim.Config(1, "health: { type: none }"), "hang", rate: 100, "sessions: { timeout: 2s }");
        var idle = Run(
            Sim.Config(1, "health: { type: none }", "timeouts: { server-idle: 1s }"), "hang", rate: 100,
            "sessions: { timeout: 2s }");

        Assert.That(report.Sessions.Ends[CloseReason.ClientReset], Is.EqualTo(800).Within(20).Percent);
        Assert.That(idle.Sessions.Ends[CloseReason.ServerIdle], Is.EqualTo(900).Within(20).Percent);
    }

    [Test]
    public void A_backend_that_accepts_and_closes_attracts_the_sessions_of_load_aware_policies()
    {
        const string Blind = "outliers: { detect: false }";
        var config = Sim.Config(3, "health: { interval: 1s }", Blind, "policy: least-connections");
        var report = Run(config, "accept-and-close", 200);

        Assert.That(report.Failures[0].Failed, Is.GreaterThan(600), "A probe that only connects cannot see it.");
        Assert.That(report.Sessions.Ends[CloseReason.BackendClosed], Is.GreaterThan(600));
        var seen = Run(Sim.Config(3, Expecting, Blind, "policy: least-connections"), "accept-and-close", 200);
        Assert.That(seen.Failures[0].Failed, Is.LessThan(report.Failures[0].Failed / 2));
    }

    [Test]
    public void A_flapping_backend_dies_again_and_again_until_its_end()
    {
        var report = Run(Sim.Config(3, "health: { interval: 500ms, rise: 1 }"), "flap, period: 4s", rate: 500);

        var downs = report.Notices.Count(n => n.Notice is Core.Control.BackendDown);
        Assert.That(downs, Is.InRange(2, 3));
        Assert.That(report.Failures[0].Ended, Is.EqualTo(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void A_failover_to_the_next_tier_and_the_failback_take_what_is_configured()
    {
        var config = Core.Tests.Config.Lb.Model(Core.Tests.Config.Lb.WithPool(
            "failback-delay: 2s", "health: { interval: 1s }",
            "backends: [ 10.0.0.1:1, { address: 10.0.0.2:1, backup: true } ]"));
        var report = Run(config, "death", rate: 200);

        Assert.That(report.Failures[0].Failover, Is.LessThan(TimeSpan.FromMilliseconds(100)));
        Assert.That(report.Failures[0].Failback, Is.InRange(TimeSpan.FromSeconds(2.2), TimeSpan.FromSeconds(3.6)));
        // Sessions wait for the failover instead of being refused.
        Assert.That(report.Sessions.Ends.GetValueOrDefault(CloseReason.RefusedConnectFailed), Is.Zero);
    }

    [Test]
    public void A_slow_backend_gets_less_from_policies_that_count_sessions()
    {
        var blind = Run(Sim.Config(3, "policy: round-robin"), "slow, factor: 10", rate: 500);
        var aware = Run(Sim.Config(3, "policy: power-of-two"), "slow, factor: 10", rate: 500);

        Assert.That(blind.Backends[0].Share, Is.EqualTo(1 / 3.0).Within(2).Percent);
        Assert.That(aware.Backends[0].Share, Is.LessThan(0.29));
        Assert.That(aware.Waits.P99, Is.LessThan(blind.Waits.P99 / 2));
    }

    [TestCase("policy: fastest")]
    [TestCase("policy: adaptive")]
    [TestCase("policy: round-robin", "weigh-by: response-time")]
    public void Measuring_takes_sessions_off_a_slow_backend_and_gives_them_back(params string[] lines)
    {
        const double Rate = 500;
        var report = Run(Sim.Config(3, lines), "slow, factor: 4", Rate);
        var even = Run(Sim.Config(3, "policy: round-robin"), "slow, factor: 4", Rate);

        Assert.That(report.Backends[0].Share, Is.InRange(0.1, 0.32), "It is not starved either.");
        Assert.That(report.Waits.Mean, Is.LessThan(even.Waits.Mean));
        var last = report.Timeline[^1].From - TimeSpan.FromSeconds(2);
        var answers = report.Timeline.Where(c => c.From > last).Sum(c => c.Backends[0].Answers);
        Assert.That(answers, Is.GreaterThan(Rate * 2 / 3 / 3), "At the end it is used again.");
    }

    /// <summary>The first backend fails from 10 to 20 s.</summary>
    private static ScenarioReport Run(BalancerConfig config, string kind, double rate, params string[] lines) =>
        Sim.Run(config, $"""
            duration: 30s
            arrivals: {ScenarioTests.Rate(rate)}
            service: {ScenarioTests.Fast}
            failures: [ {ScenarioTests.FailureOf(kind)} ]
            {string.Join('\n', lines)}
            """);
}
