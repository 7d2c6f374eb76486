using L4Balancer.Core.Tests.Config;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>A wrong scenario says where it is wrong, and what would be right, as a configuration does.</summary>
public sealed class ScenarioErrorTests
{
    private const string TwoPools = """
        listeners: { a: { bind: ":1", pool: db }, b: { bind: ":2", pool: redis } }
        pools: { db: { backends: ["10.0.0.1:1"] }, redis: { backends: ["10.0.0.2:1"] } }
        """;

    [TestCaseSource(nameof(Cases))]
    public void A_wrong_scenario_is_refused_with_its_location(string yaml, string[] errors)
    {
        var result = Sim.Read(yaml, Sim.Config(2));
        Assert.That(result.Errors.Select(e => e.ToString()), Is.EqualTo(errors));
        Assert.That(result.Scenario, Is.Null);
    }

    [Test]
    public void With_more_than_one_pool_the_scenario_names_its_own()
    {
        var config = Lb.Model(TwoPools);
        Assert.That(
            Sim.Read("arrivals: { rate: 1 }", config).Errors.Select(e => e.ToString()),
            Is.EqualTo(new[] { "s.yaml:1:1: pool: is missing (one of db, redis)" }));
        Assert.That(
            Sim.Read("pool: rediss\narrivals: { rate: 1 }", config).Errors.Select(e => e.ToString()),
            Is.EqualTo(new[] { "s.yaml:1:7: pool: the configuration has no pool rediss (did you mean redis?)" }));
        Assert.That(Sim.Read("pool: redis\narrivals: { rate: 1 }", config).Scenario!.Pool, Is.EqualTo("redis"));
    }

    [Test]
    public void The_times_of_a_service_go_down_to_microseconds()
    {
        var scenario = Sim.Read("{ arrivals: { rate: 1 }, service: { time: 250us } }", Sim.Config(1)).Scenario!;
        Assert.That(scenario.Service.Time, Is.EqualTo(TimeSpan.FromMicroseconds(250)));
    }

    private static IEnumerable<TestCaseData> Cases() =>
    [
        Lb.Case("nothing", "", "s.yaml:1:1: the file contains no configuration (at least arrivals)"),
        Lb.Case("no arrivals", "duration: 10s",
            "s.yaml:1:1: arrivals: is missing (a mapping of rate, clients, think, bursts)"),
        Lb.Case("unknown key", "arrivals: { rate: 1 }\nfailurs: []",
            "s.yaml:2:1: failurs: unknown key (did you mean failures?)"),
        Lb.Case("think and rate", "arrivals: { rate: 1, think: 1s }",
            "s.yaml:1:22: arrivals.think: applies to a closed loop only (either rate or think)"),
        Lb.Case("bursts without rate", "arrivals: { bursts: {} }",
            "s.yaml:1:13: arrivals.bursts: applies to arrivals with a rate only (a rate)"),
        Lb.Case("endless burst", "arrivals: { rate: 1, bursts: { every: 1s, length: 1s } }",
            "s.yaml:1:43: arrivals.bursts.length: a burst does not end before the next begins (less than every, 1s)"),
        Lb.Case("no unit", "{ arrivals: { rate: 1 }, service: { time: 5 } }",
            "s.yaml:1:43: service.time: 5 has no unit (a duration from 1us to 1h; units are us, ms, s, m, h)"),
        Lb.Case("distribution", "{ arrivals: { rate: 1 }, service: { distribution: lognorm } }",
            "s.yaml:1:51: service.distribution: lognorm is not known "
            + "(one of exponential, constant, lognormal, pareto; did you mean lognormal?)"),
        Lb.Case("unknown backend", "arrivals: { rate: 1 }\nbackends: [ { address: 10.0.0.3:1, time: 1s } ]",
            "s.yaml:2:24: backends[0].address: the pool has no backend 10.0.0.3:1 (did you mean 10.0.0.1:1?)"),
        Lb.Case("backend twice",
            "arrivals: { rate: 1 }\nbackends: [ { address: 10.0.0.1:1 }, { address: 10.0.0.1:1 } ]",
            "s.yaml:2:49: backends[1].address: is listed twice (each backend once)"),
        Lb.Case("failure after the end",
            "arrivals: { rate: 1 }\nfailures: [ { at: 2m, backend: 10.0.0.1:1, kind: death } ]",
            "s.yaml:2:19: failures[0].at: is after the end (1m)"),
        Lb.Case("failures overlap",
            "arrivals: { rate: 1 }\nfailures:\n  - { at: 1s, for: 9s, backend: 10.0.0.1:1, kind: death }\n"
            + "  - { at: 5s, backend: 10.0.0.1:1, kind: hang }",
            "s.yaml:4:24: failures[1].backend: 10.0.0.1:1 has not recovered from its last failure (a later at)"),
        Lb.Case("factor of a death",
            "arrivals: { rate: 1 }\nfailures: [ { at: 1s, backend: 10.0.0.1:1, kind: death, factor: 2 } ]",
            "s.yaml:2:57: failures[0].factor: applies to kind slow only (kind: slow)"),
        Lb.Case("only warm-up", "{ arrivals: { rate: 1 }, warm-up: 1m }",
            "s.yaml:1:35: warm-up: nothing is left to count (less than the duration, 1m)"),
        Lb.Case("too much", "{ arrivals: { rate: 1000000 }, duration: 1h, sessions: { timeout: 10ms } }",
            "s.yaml:1:13: arrivals: that is more than 100,000,000 sessions (a lower rate or a shorter duration)"),
        Lb.Case("too patient", "{ arrivals: { rate: 200000 } }",
            "s.yaml:1:13: arrivals: more than 1,000,000 sessions could wait at the same time "
            + "(a lower rate or a shorter sessions.timeout)"),
    ];
}
