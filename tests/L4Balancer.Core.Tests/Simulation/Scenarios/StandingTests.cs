using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>What real traffic says of the backends has the same effect in a simulation as in the daemon.</summary>
public sealed class StandingTests
{
    private const string Expecting = "health: { send: x, expect: y, interval: 1s, timeout: 500ms }";

    // Not "first": it uses one backend, so that nobody else answers meanwhile.
    private static readonly PolicyKind[] Spreading =
        [.. Enum.GetValues<PolicyKind>().Where(policy => policy != PolicyKind.First)];

    [Test]
    public void With_the_defaults_a_hang_is_found_long_before_the_probes_find_it(
        [ValueSource(nameof(Spreading))] PolicyKind policy)
    {
        // Policies that measure send hardly anybody there at once: fewer questions wait, and it takes longer to tell.
        var times = policy is PolicyKind.Fastest or PolicyKind.Adaptive ? 1 : 10;
        var seen = Run(Sim.Config(3, Expecting), policy, "hang");
        var probed = Run(Sim.Config(3, Expecting, "hung: { detect: false }"), policy, "hang");

        Assert.That(seen.Failures[0].Detected * times, Is.LessThan(probed.Failures[0].Detected!.Value));
        Assert.That(seen.Failures[0].Failover, Is.EqualTo(seen.Failures[0].Detected));
        Assert.That(seen.Failures[0].Hung, Is.LessThan(probed.Failures[0].Hung));
    }

    [Test]
    public void A_hang_that_no_probe_can_see_costs_the_sessions_before_the_suspicion_and_the_trickle()
    {
        var report = Run(Sim.Config(3), PolicyKind.PowerOfTwo, "hang");

        Assert.That(report.Notices.Select(n => n.Notice).OfType<BackendSuspected>().First().Cause,
            Is.EqualTo(StandingCause.Hung));
        Assert.That(report.Failures[0].Hung, Is.InRange(1, 40), "Of 5000 sessions in those 10 s.");
        Assert.That(report.Failures[0].Failback, Is.LessThan(TimeSpan.FromSeconds(1.5)), "It answers again.");
    }

    [TestCase("death")]
    [TestCase("slow, factor: 3")]
    [TestCase("flap, period: 2s")]
    public void Nobody_is_suspected_to_hang_who_does_not(string kind)
    {
        var report = Run(Sim.Config(3), PolicyKind.PowerOfTwo, kind);

        Assert.That(report.Notices.Select(n => n.Notice).OfType<BackendSuspected>(), Is.Empty);
    }

    [TestCase(PolicyKind.RoundRobin)]
    [TestCase(PolicyKind.LeastConnections)]
    [TestCase(PolicyKind.Fastest)]
    public void A_backend_that_accepts_and_closes_is_ejected_after_a_few_sessions(PolicyKind policy)
    {
        var report = Run(Sim.Config(3), policy, "accept-and-close");

        var ejected = report.Notices.Select(n => n.Notice).OfType<BackendEjected>().First();
        Assert.That(ejected.Cause, Is.EqualTo(StandingCause.BadEnds));
        Assert.That(report.Failures[0].Detected, Is.LessThan(TimeSpan.FromMilliseconds(200)));
        Assert.That(report.Sessions.Failed, Is.InRange(5, 15));
    }

    [Test]
    public void A_backend_that_fails_again_and_again_comes_back_more_slowly_each_time()
    {
        var report = Sim.Run(Sim.Config(3, "outliers: { base-time: 2s, max-time: 60s }"), """
            duration: 60s
            arrivals: { rate: 200 }
            failures: [ { at: 5s, backend: 10.0.0.1:1, kind: accept-and-close } ]
            """);

        var times = report.Notices.Select(n => n.Notice).OfType<BackendEjected>().Select(e => e.For).ToArray();
        Assert.That(times, Has.Length.GreaterThan(3));
        // Doubled each time, give or take a fifth.
        Assert.That(times.Zip(times.Skip(1), (one, next) => next / one), Is.All.InRange(2 * 0.66, 2 * 1.51));
        Assert.That(report.Sessions.Failed, Is.LessThan(10 * times.Length), "Each return costs a few sessions.");
    }

    [Test]
    public void A_pool_of_two_is_never_emptied([Values("hang", "accept-and-close")] string kind)
    {
        var report = Sim.Run(Sim.Config(2), $$"""
            duration: 30s
            arrivals: { rate: 300 }
            failures: [ { at: 10s, for: 10s, backend: ["10.0.0.1:1", "10.0.0.2:1"], kind: {{kind}} } ]
            """);

        var notices = report.Notices.Select(n => n.Notice).ToArray();
        Assert.That(notices, Has.None.InstanceOf<NoneEligible>());
        Assert.That(report.Sessions.Ends.GetValueOrDefault(CloseReason.RefusedNoneEligible), Is.Zero);
        // Both fail together, so it is better to use one than none.
        var last = report.Timeline.Where(column => column.From > TimeSpan.FromSeconds(25));
        var answers = last.Sum(column => column.Backends.Sum(b => b.Answers));
        Assert.That(answers, Is.GreaterThan(300), "It works again afterwards.");
    }

    [Test]
    public void A_probe_that_is_late_makes_its_backend_suspected()
    {
        const string Patient = "health: { send: x, expect: y, interval: 1s, timeout: 3s }";
        var report = Run(Sim.Config(3, "hung: { detect: false }", Patient), PolicyKind.RoundRobin, "hang");

        var suspected = report.Notices.Select(n => n.Notice).OfType<BackendSuspected>().First();
        Assert.That(suspected.Cause, Is.EqualTo(StandingCause.LateProbe));
        Assert.That(report.Failures[0].Detected, Is.LessThan(TimeSpan.FromSeconds(2)), "Before the first timeout.");
    }

    /// <summary>The first backend fails from 10 to 20 s.</summary>
    private static ScenarioReport Run(BalancerConfig config, PolicyKind policy, string kind) =>
        Sim.Run(config with { Pools = [config.Pools[0] with { Policy = policy }] }, $"""
            duration: 30s
            hung-after: 200ms
            arrivals: {ScenarioTests.Rate(500)}
            service: {ScenarioTests.Fast}
            failures: [ {ScenarioTests.FailureOf(kind)} ]
            """);
}
