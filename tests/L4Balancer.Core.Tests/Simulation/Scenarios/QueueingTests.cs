using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Where a textbook has a formula, the simulation agrees with it.</summary>
public sealed class QueueingTests
{
    private const double ServiceMs = 10;

    /// <summary>M/M/c (Erlang C): the mean response time, and the tail of M/M/1.</summary>
    [TestCase(1, 0.5)]
    [TestCase(1, 0.8)]
    [TestCase(4, 0.8)]
    [TestCase(16, 0.9)]
    public void A_server_with_cores_responds_as_erlang_says(int cores, double utilisation)
    {
        var rate = utilisation * cores * 1000 / ServiceMs;
        var report = Run(cores, rate, "power-of-two", backends: 1);

        var mean = ServiceMs + ErlangC(cores, utilisation * cores) * ServiceMs / (cores * (1 - utilisation));
        Assert.That(report.Waits.Mean.TotalMilliseconds, Is.EqualTo(mean).Within(6).Percent);
        Assert.That(report.Backends[0].Utilisation, Is.EqualTo(utilisation).Within(2).Percent);
        if (cores == 1)
            Assert.That(report.Waits.P99.TotalMilliseconds, Is.EqualTo(mean * Math.Log(100)).Within(8).Percent);
    }

    [Test]
    public void Random_picks_make_independent_queues_and_load_aware_ones_shorten_them()
    {
        var random = Run(1, 320, "random", backends: 4).Waits.Mean.TotalMilliseconds;
        var roundRobin = Run(1, 320, "round-robin", backends: 4).Waits.Mean.TotalMilliseconds;
        var two = Run(1, 320, "power-of-two", backends: 4).Waits.Mean.TotalMilliseconds;
        var least = Run(1, 320, "least-connections", backends: 4).Waits.Mean.TotalMilliseconds;

        Assert.That(random, Is.EqualTo(ServiceMs / (1 - 0.8)).Within(6).Percent, "M/M/1");
        Assert.That(roundRobin, Is.LessThan(random));
        Assert.That(two, Is.LessThan(roundRobin));
        Assert.That(least, Is.LessThan(two));
        // No policy beats one queue for all servers.
        Assert.That(least, Is.GreaterThan(ServiceMs + ErlangC(4, 3.2) * ServiceMs / (4 * 0.2)));
    }

    [TestCase("constant", 1)]
    [TestCase("exponential", 2)]
    [TestCase("lognormal, variation: 1", 2)]
    public void The_variance_of_service_times_makes_the_wait_that_pollaczek_and_khinchine_say(
        string distribution, double secondMoment)
    {
        var report = Run(1, 70, "first", backends: 1, distribution);

        var mean = ServiceMs + 0.7 * ServiceMs * secondMoment / (2 * (1 - 0.7));
        Assert.That(report.Waits.Mean.TotalMilliseconds, Is.EqualTo(mean).Within(8).Percent);
    }

    [Test]
    public void A_pareto_tail_has_its_mean_and_is_bounded()
    {
        var report = Run(10_000, 200, "first", backends: 1, "pareto, tail: 1.5");

        Assert.That(report.Waits.Mean.TotalMilliseconds, Is.EqualTo(ServiceMs).Within(5).Percent);
        Assert.That(report.Waits.Max.TotalMilliseconds, Is.InRange(500, 4000));
    }

    [Test]
    public void A_closed_loop_keeps_its_number_of_clients()
    {
        var report = Sim.Run(
            Sim.Config(1), "{ duration: 1000s, arrivals: { clients: 20, think: 100ms }, "
                + "service: { time: 10ms, cores: 10000 }, sessions: { connect: 1us } }");

        // The law of the interactive system: rate x (response + think) = clients.
        Assert.That(report.Sessions.Begun / 1000.0 * 0.110, Is.EqualTo(20).Within(2).Percent);
    }

    private static ScenarioReport Run(
        int cores, double rate, string policy, int backends, string distribution = "exponential") => Sim.Run(
        Sim.Config(backends, $"policy: {policy}", "health: { type: none }"),
        $"{{ duration: {(int)(200_000 / rate)}s, arrivals: {{ rate: {rate} }}, sessions: {{ connect: 1us }}, "
            + $"service: {{ time: 10ms, cores: {cores}, distribution: {distribution} }} }}");

    /// <summary>The probability to wait in M/M/c, by the recursion for Erlang B.</summary>
    private static double ErlangC(int cores, double load)
    {
        var b = 1.0;
        for (var i = 1; i <= cores; i++) b = load * b / (i + load * b);
        return b / (1 - load / cores * (1 - b));
    }
}
