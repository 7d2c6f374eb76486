using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Sessions that wait for a place on a full pool.</summary>
public sealed class PoolQueueTests
{
    private const double ServiceMs = 10;
    private const string Clients = "sessions: { connect: 1us, timeout: 60s }, service: { time: 10ms, cores: 1000 }";

    /// <summary>The places of the pool are the servers of M/M/c.</summary>
    [TestCase("max-connections: 1", 1, 0.8)]
    [TestCase("max-connections: 5", 5, 0.8)]
    public void Sessions_wait_as_erlang_says_and_first_come_first_served(string limit, int places, double utilisation)
    {
        var report = Run(utilisation * places * 100, limit, "queue: { max: 10000, timeout: 60s }");

        var mean = ServiceMs / (places * (1 - utilisation));
        var waits = report.Queue.Waits;
        var share = (double)waits.Count / report.Sessions.Begun;
        Assert.That(share, Is.EqualTo(ErlangC(places, utilisation * places)).Within(4).Percent);
        Assert.That(waits.Mean.TotalMilliseconds, Is.EqualTo(mean).Within(8).Percent);

        // Exponential only if nobody is overtaken: any other order has a longer tail.
        Assert.That(waits.P99.TotalMilliseconds, Is.EqualTo(mean * Math.Log(100)).Within(12).Percent);
        Assert.That(report.Sessions.Failed, Is.Zero);
    }

    [TestCase("max-connections: 8", 0)]
    [TestCase("", 4)]
    public void Without_a_queue_sessions_are_refused_as_erlang_says(string ofPool, int ofBackend)
    {
        var config = Sim.Config(2, [.. new[] { ofPool }.Where(line => line.Length > 0)]);
        var pool = config.Pools[0];
        pool = pool with { Backends = [.. pool.Backends.Select(b => b with { MaxConnections = ofBackend })] };
        var scenario = Sim.Read($"{{ duration: 200s, arrivals: {{ rate: 600 }}, {Clients} }}", config).Scenario!;
        var report = Sim.Run(scenario, config, pool);

        var share = (double)report.Sessions.Ends[CloseReason.RefusedAllFull] / report.Sessions.Begun;
        Assert.That(share, Is.EqualTo(ErlangB(8, 6)).Within(8).Percent);
        Assert.That(report.Queue.Waits.Count, Is.Zero);
    }

    [Test]
    public void The_queue_is_bounded_in_number()
    {
        var report = Run(120, "max-connections: 1", "queue: { max: 4, timeout: 60s }");

        // M/M/1/5: those that find one at work and four in line.
        var refused = (1 - 1.2) * Math.Pow(1.2, 5) / (1 - Math.Pow(1.2, 6));
        var full = report.Sessions.Ends[CloseReason.RefusedQueueFull];
        Assert.That((double)full / report.Sessions.Begun, Is.EqualTo(refused).Within(5).Percent);
        Assert.That(report.Queue.Most, Is.EqualTo(4));
        Assert.That(report.Sessions.Failed, Is.EqualTo(full));
    }

    [Test]
    public void The_queue_is_bounded_in_time()
    {
        var report = Run(150, "max-connections: 1", "queue: { max: 1000, timeout: 100ms }");

        Assert.That(report.Sessions.Ends[CloseReason.RefusedQueueTimeout], Is.GreaterThan(1000));
        Assert.That(report.Sessions.Failed, Is.EqualTo(report.Sessions.Ends[CloseReason.RefusedQueueTimeout]));
        Assert.That(report.Queue.Waits.Max, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
    }

    [Test]
    public void A_client_that_gives_up_leaves_the_queue()
    {
        var report = Sim.Run(Sim.Config(2, "max-connections: 1", "queue: { max: 1000, timeout: 10s }"), """
            { duration: 100s, arrivals: { rate: 150 }, sessions: { connect: 1us, timeout: 80ms },
              service: { time: 10ms } }
            """);

        Assert.That(report.Sessions.Ends.Keys, Does.Contain(CloseReason.ClientGone));
        Assert.That(report.Sessions.Ends.Keys, Does.Not.Contain(CloseReason.RefusedQueueTimeout));
        Assert.That(report.Queue.Waits.Max, Is.EqualTo(TimeSpan.FromMilliseconds(80)));
        Assert.That(report.Sessions.Running, Is.LessThan(80), "Nobody is left behind in the line.");
        Assert.That(report.Sessions.Completed, Is.GreaterThan(8000), "The place was always taken.");
    }

    [Test]
    public void Those_in_the_queue_are_served_when_a_backend_returns()
    {
        const string scenario = """
            { duration: 30s, arrivals: { rate: 50 }, sessions: { connect: 1us, timeout: 20s },
              service: { time: 10ms, distribution: constant },
              failures: [ { at: 10s, for: 5s, backend: "10.0.0.1:1", kind: cut } ] }
            """;
        var report = Sim.Run(
            Sim.Config(
                1, "max-connections: 2", "timeouts: { connect: 1s }", "queue: { max: 100000, timeout: 20s }",
                "health: { interval: 500ms, timeout: 400ms }"), scenario);

        // The line exists before the probes see the cut, and everybody goes there while it does.
        Assert.That(report.Queue.Most, Is.GreaterThan(200));
        Assert.That(report.Queue.Waits.Max, Is.InRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(7)));
        Assert.That(report.Sessions.Ends.Keys, Does.Not.Contain(CloseReason.RefusedNoneEligible));
        Assert.That(report.Sessions.Completed, Is.GreaterThan(0.95 * report.Sessions.Begun));
    }

    [Test]
    public void Without_a_queue_sessions_wait_for_connects_in_flight_only()
    {
        var report = Sim.Run(Sim.Config(1, "max-pending-connects: 1"), """
            { duration: 100s, arrivals: { rate: 500 }, sessions: { connect: 1ms }, service: { time: 10us, cores: 100 } }
            """);

        // M/D/1 with a connect as the service.
        Assert.That(report.Queue.Waits.Count, Is.EqualTo(report.Sessions.Begun * 0.5).Within(4).Percent);
        Assert.That(report.Queue.Waits.Mean.TotalMilliseconds, Is.EqualTo(1.0).Within(8).Percent);
        Assert.That(report.Sessions.Failed, Is.Zero);
    }

    [Test]
    public void Waits_are_counted_from_the_end_of_the_warm_up_and_up_to_the_end()
    {
        const string rest = "arrivals: { clients: 11 }, " + Clients;
        var config = Sim.Config(1, "max-connections: 1", "queue: { max: 100, timeout: 1h }");
        var all = Sim.Run(config, $"{{ duration: 20s, {rest} }}");
        var late = Sim.Run(config, $"{{ duration: 20s, warm-up: 10s, {rest} }}");

        Assert.That(late.Queue.Waits.Count, Is.EqualTo(all.Queue.Waits.Count / 2.0).Within(10).Percent);
        Assert.That(late.Queue.Waits.Count, Is.EqualTo(late.Sessions.Begun).Within(11), "Ten wait at any time.");
    }

    private static ScenarioReport Run(double rate, params string[] pool) => Sim.Run(
        Sim.Config(2, [.. pool, "health: { type: none }"]), FormattableString.Invariant(
            $"{{ duration: {(int)(100_000 / rate)}s, arrivals: {{ rate: {rate} }}, {Clients} }}"));

    /// <summary>The probability to be refused in M/M/c/c, by recursion.</summary>
    private static double ErlangB(int places, double load)
    {
        var b = 1.0;
        for (var i = 1; i <= places; i++) b = load * b / (i + load * b);
        return b;
    }

    /// <summary>The probability to wait in M/M/c.</summary>
    private static double ErlangC(int places, double load) =>
        ErlangB(places, load) / (1 - load / places * (1 - ErlangB(places, load)));
}
