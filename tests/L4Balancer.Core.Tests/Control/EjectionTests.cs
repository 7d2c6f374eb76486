using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Backends that are ejected for how their sessions end, whatever their probes say.</summary>
public sealed class EjectionTests
{
    [Test]
    public void Bad_ends_in_a_row_eject_a_backend_whose_probes_are_good()
    {
        var it = Three();
        for (var row = 1; row < 5; row++) it.Do(Bad(1, row));
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
        it.Do(Bad(1, 5));
        Assert.That(it.Used(), Is.EqualTo("2 3"));
        var ejected = (BackendEjected)it.Notices.Single();
        Assert.That(
            (ejected.Cause, ejected.Why),
            Is.EqualTo((
                StandingCause.BadEnds, "5 sessions in a row ended before it sent a byte, the last: it sent FIN")));
        Assert.That(ejected.For.TotalSeconds, Is.InRange(24, 36), "30 s give or take a fifth");
        it.At(10).Probe(1, "+++");
        Assert.That(it.Used(), Is.EqualTo("2 3"), "Good probes do not bring it back: they were good all the time.");
        Assert.That(it.Backend(1).Health.IsUp, Is.True);
        Assert.That(it.At(37).Used(), Is.EqualTo("1 2 3"));
        Assert.That(it.Notices.Last(), Is.EqualTo(new BackendReturned("p", Address(1), ejected.For)));
    }

    [Test]
    public void A_backend_that_flaps_returns_more_slowly_each_time()
    {
        var it = Three();
        var times = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            it.Do(Bad(1, 5));
            times.Add(it.Notices.OfType<BackendEjected>().Last().For.TotalSeconds);
            it.At(it.Backend(1).Standing.EjectedUntil!.Value.TotalSeconds + 1);
        }

        double[] expected = [30, 60, 120, 240, 300, 300];
        for (var i = 0; i < times.Count; i++)
            Assert.That(times[i], Is.InRange(expected[i] * 0.8, expected[i] * 1.2), $"the {i + 1}th");
        it.At(it.Now + 300).Do(Bad(1, 5));
        Assert.That(it.Notices.OfType<BackendEjected>().Last().For.TotalSeconds, Is.InRange(24, 36), "It was good.");
    }

    [Test]
    public void At_most_a_share_of_the_tier_and_at_least_one_is_out()
    {
        var it = Three();
        it.Do(Bad(1, 5), Bad(2, 5));
        Assert.That(it.Used(), Is.EqualTo("2 3"), "A tenth of three is none, but one may be out.");
        var many = Pool("p", [.. Enumerable.Range(1, 20).Select(number => Entry(number))]);
        var large = Controlled.With(many);
        for (var number = 1; number <= 5; number++) large.Do(Bad(number, 5));
        Assert.That(large.Notices.OfType<BackendEjected>().Count(), Is.EqualTo(2), "A tenth of twenty.");
        var all = Controlled.With(
            many with { Outliers = new OutliersConfig { MaxPercent = 100 } });
        for (var number = 1; number <= 20; number++) all.Do(Bad(number, 5));
        Assert.That(all.Used(), Is.EqualTo("20"), "Never the last one.");
    }

    [Test]
    public void A_pool_of_two_keeps_one_and_a_single_backend_stays()
    {
        var two = Controlled.With(Pool("p", Entry(1), Entry(2)));
        two.Do(Bad(1, 5), Bad(2, 5), Bad(2, 10));
        Assert.That(two.Used(), Is.EqualTo("2"));
        var one = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 1)));
        Assert.That(one.Do(Bad(1, 5)), Is.Empty);
    }

    [Test]
    public void The_last_good_one_stays_if_the_others_are_down_drained_or_suspected()
    {
        var it = Controlled.With(
            Pool("p", Entry(1), Entry(2), Entry(3), Entry(4)) with { Outliers = new() { MaxPercent = 100 } });
        it.Probe(2, "-");
        it.Intend(3, BackendIntent.Drain);
        it.Do(new ProbeLate(Target(4), TimeSpan.FromSeconds(1), default));
        it.Do(Bad(1, 5));
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void Failed_connects_in_a_row_eject_a_backend_that_its_probes_keep_up()
    {
        var it = Three();
        for (var row = 1; row <= 5; row++) it.Probe(1, "+").FailConnect(1, row);
        Assert.That(it.Used(), Is.EqualTo("2 3"));
        Assert.That(it.Backend(1).Standing.Cause, Is.EqualTo(StandingCause.ConnectFailures));
    }

    [Test]
    public void Failed_connects_that_take_it_down_leave_its_return_to_the_probes()
    {
        var it = Three();
        it.Probe(1, "+");
        for (var row = 1; row <= 10; row++) it.FailConnect(1, row);
        Assert.That((it.Used(), it.Backend(1).Standing), Is.EqualTo(("2 3", BackendStanding.Good)));
        it.At(1).Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("1 2 3"), "As soon as the probes are good.");
    }

    [Test]
    public void Probes_that_take_an_ejected_backend_down_end_its_ejection()
    {
        var it = Three();
        it.Probe(1, "+");
        it.Do(Bad(1, 5));
        it.At(1).Probe(1, "---");
        Assert.That(it.Backend(1).Standing, Is.EqualTo(BackendStanding.Good));
        it.At(2).Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
    }

    [Test]
    public void A_share_of_failures_within_an_interval_ejects()
    {
        var it = Three();
        it.Do(Measured((100, 84, 1), (100, 0, 1), (100, 0, 1)));
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
        it.Do(Measured((100, 85, 1), (100, 0, 1), (100, 0, 1)));
        Assert.That(
            it.Notices.OfType<BackendEjected>().Single().Why,
            Is.EqualTo("85 of 100 sessions within the interval failed"));
    }

    [Test]
    public void Three_slow_intervals_in_a_row_eject_if_that_is_asked_for()
    {
        TrafficMeasured slow = Measured((100, 0, 90), (100, 0, 20), (100, 0, 20)),
            fine = Measured((100, 0, 50), (100, 0, 20), (100, 0, 20));
        var pool = Pool("p", Entry(1), Entry(2), Entry(3));
        var it = Controlled.With(pool with { Outliers = new OutliersConfig { SlowFactor = 3 } });
        it.Do(slow, slow, fine, slow, slow);
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
        it.Do(slow);
        Assert.That(it.Used(), Is.EqualTo("2 3"));
        var byDefault = Controlled.With(pool);
        byDefault.Do(slow, slow, slow, slow);
        Assert.That(byDefault.Used(), Is.EqualTo("1 2 3"));
    }

    private static IEnumerable<TestCaseData> Off()
    {
        yield return new TestCaseData(new OutliersConfig { Detect = false }).SetArgDisplayNames("all");
        yield return new TestCaseData(
                new OutliersConfig { ConnectFailures = null, BadEnds = null, FailurePercent = null })
            .SetArgDisplayNames("each");
    }

    [TestCaseSource(nameof(Off))]
    public void What_is_switched_off_ejects_nobody(OutliersConfig outliers)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Outliers = outliers });
        for (var row = 1; row <= 20; row++)
        {
            it.Probe(1, "+").FailConnect(1, row);
            it.Do(Bad(1, row), Measured((100, 100, 1), (100, 0, 1)));
        }

        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_reload_that_switches_it_off_ends_an_ejection()
    {
        var pool = Pool("p", Entry(1), Entry(2));
        var it = Controlled.With(pool);
        it.Do(Bad(1, 5));
        it.Reload(pool with { Outliers = new OutliersConfig { Detect = false } });
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    private static Controlled Three() => Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3)));

    private static BadEnd Bad(int number, int inRow) => new("p", Address(number), inRow, "it sent FIN");

    private static TrafficMeasured Measured(params ReadOnlySpan<(int Sessions, int Failed, int Mean)> backends)
    {
        var traffic = ImmutableArray.CreateBuilder<BackendTraffic>();
        for (var i = 0; i < backends.Length; i++)
        {
            var (sessions, failed, mean) = backends[i];
            var response = TimeSpan.FromMilliseconds(mean);
            traffic.Add(new BackendTraffic(Address(i + 1), sessions, failed, sessions, response));
        }

        return new TrafficMeasured("p", traffic.DrainToImmutable());
    }
}
