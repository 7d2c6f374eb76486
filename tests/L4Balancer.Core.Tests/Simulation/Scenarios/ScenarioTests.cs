using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>What holds in every scenario.</summary>
public sealed class ScenarioTests
{
    public const string Fast = "{ time: 5ms, cores: 4 }";

    private static readonly string[] Kinds = ["death", "hang", "slow", "flap", "cut", "accept-and-close"];

    public static string Rate(double rate) => $"{{ rate: {rate.ToString(CultureInfo.InvariantCulture)} }}";

    public static string FailureOf(string kind) => $"{{ at: 10s, for: 10s, backend: 10.0.0.1:1, kind: {kind} }}";

    [Test]
    public void Every_session_ends_once_and_no_core_works_more_than_all_the_time(
        [ValueSource(nameof(Kinds))] string kind, [Values("none", "100")] string rate,
        [Values("keep", "reset")] string onDown)
    {
        foreach (var policy in Enum.GetValues<PolicyKind>())
        {
            var report = RunMix(policy, kind, rate, onDown, Sim.Seed);
            var sessions = report.Sessions;
            var ended = sessions.Completed + sessions.Failed;
            Assert.That(sessions.RunningAtFirst + sessions.Begun, Is.EqualTo(ended + sessions.Running), $"{policy}");
            Assert.That(sessions.Completed, Is.GreaterThan(100), $"{policy}");
            Assert.That(report.Backends.Select(b => b.Utilisation), Is.All.InRange(0, 1), $"{policy}");
            Assert.That(
                report.Timeline.SelectMany(c => c.Backends).Select(b => b.Utilisation), Is.All.InRange(0, 1.0000001));
            Assert.That(report.Backends.Sum(b => b.Share), Is.EqualTo(1).Within(1e-9));
            Assert.That(report.Timeline.Sum(c => c.Begun), Is.GreaterThanOrEqualTo(sessions.Begun));
            Assert.That(report.Timeline[^1].Backends.Sum(b => b.Sessions), Is.LessThanOrEqualTo(sessions.Running));
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_report([ValueSource(nameof(Kinds))] string kind)
    {
        var one = Fingerprint(RunMix(PolicyKind.PowerOfTwo, kind, "100", "keep", 1));
        var again = Fingerprint(RunMix(PolicyKind.PowerOfTwo, kind, "100", "keep", 1));
        var other = Fingerprint(RunMix(PolicyKind.PowerOfTwo, kind, "100", "keep", 2));

        Assert.That(again, Is.EqualTo(one));
        Assert.That(other, Is.Not.EqualTo(one));
    }

    [Test]
    public void Policies_are_compared_on_the_same_arrivals()
    {
        var begun = Enum.GetValues<PolicyKind>()
            .Select(policy => RunMix(policy, "death", "100", "keep", Sim.Seed).Sessions.Begun);

        Assert.That(begun.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Bursts_bring_the_factor_of_the_rate()
    {
        var report = Sim.Run(Sim.Config(3), """
            duration: 100s
            arrivals: { rate: 100, bursts: { every: 10s, length: 2s, factor: 6 } }
            """);

        // 9 bursts: the first begins after 10 s.
        Assert.That(report.Sessions.Begun, Is.EqualTo(100 * 100 + 9 * 2 * 500).Within(3).Percent);
        var (from, until) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
        var burst = report.Timeline.Where(c => c.From >= from && c.Until <= until);
        Assert.That(burst.Average(c => c.Begun / (c.Until - c.From).TotalSeconds), Is.EqualTo(600).Within(15).Percent);
    }

    [Test]
    public void A_host_name_is_one_server()
    {
        var config = Core.Tests.Config.Lb.Model(Core.Tests.Config.Lb.WithPool("backends: [ db1:1, db2:1 ]"));
        var report = Sim.Run(config, """
            duration: 30s
            arrivals: { rate: 100 }
            failures: [ { at: 10s, for: 10s, backend: "db1:1", kind: death } ]
            """);

        Assert.That(report.Backends.Select(b => b.Backend), Is.EqualTo(new[] { "db1:1", "db2:1" }));
        Assert.That(report.Failures[0].Detected, Is.Not.Null);
    }

    private static ScenarioReport RunMix(PolicyKind policy, string kind, string rate, string onDown, ulong seed)
    {
        var config = Sim.Config(3, $"on-down: {onDown}", "health: { interval: 1s, expect: x }");
        config = config with { Pools = [config.Pools[0] with { Policy = policy }] };
        return Sim.Run(config, $$"""
            duration: 30s
            warm-up: 2s
            arrivals: { rate: {{rate}}, clients: 40 }
            sessions: { questions: 3, pause: 20ms, timeout: 2s }
            service: { time: 20ms, cores: 2, contention: 0.1 }
            failures:
              - {{FailureOf(kind)}}
              - { at: 22s, backend: ["10.0.0.2:1", "10.0.0.3:1"], kind: {{kind}}, for: 2s }
            """, seed);
    }

    private static string Fingerprint(ScenarioReport report) => string.Join(
        '|', report.Sessions with { Ends = new Dictionary<CloseReason, long>() },
        string.Join(',', report.Sessions.Ends), report.Waits,
        string.Join(',', report.Backends), string.Join(',', report.Failures),
        string.Join(',', report.Timeline.SelectMany(column => column.Backends)));
}
