using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Failed connects of real traffic.</summary>
public sealed class PassiveTests
{
    private static readonly HealthConfig Unprobed =
        new() { Type = ProbeKind.None, Fall = 3, Eject = TimeSpan.FromSeconds(10) };

    [Test]
    public void A_failed_connect_counts_as_a_bad_outcome()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, "+-");
        it.FailConnect(1);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        it.FailConnect(1);
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(
            it.Notices,
            Is.EqualTo(new[] { new BackendDown("p", Address(1), "3 failures in a row, the last: connect: refused") }));
    }

    [Test]
    public void A_good_probe_between_forgives_failed_connects()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Probe(1, "+");
        it.FailConnect(1);
        it.FailConnect(1);
        it.Probe(1, "+");
        it.FailConnect(1);
        it.FailConnect(1);
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void It_counts_in_every_pool_that_has_the_address_whatever_they_probe()
    {
        var other = new HealthConfig { Expect = ProbeBytes.FromText("x") };
        var it = Controlled.With(
            Pool("p", Entry(1)), Pool("q", Entry(1)) with { Health = other },
            Pool("r", Entry(2)));
        it.FailConnect(1);
        Assert.That(new[] { it.Used("p"), it.Used("q"), it.Used("r") }, Is.EqualTo(new[] { "", "", "2" }));
        Assert.That(
            it.Effects.OfType<ProbeAfter>(),
            Is.EqualTo(
                new[] { new ProbeAfter(Target(1), TimeSpan.Zero), new ProbeAfter(Target(1, other), TimeSpan.Zero) }));
    }

    [Test]
    public void A_storm_of_failures_asks_for_one_probe_in_a_fast_interval()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Probe(1, "+");
        it.Forget();
        for (var ms = 0; ms < 2000; ms++) it.At(ms / 1000.0).FailConnect(1);
        Assert.That(
            it.Effects.OfType<ProbeAfter>(), Is.EqualTo(Enumerable.Repeat(new ProbeAfter(Target(1), TimeSpan.Zero), 4)),
            "2 s of storm are four fast intervals of 500 ms.");
        Assert.That(it.Published, Is.EqualTo(1));
    }

    [Test]
    public void A_failure_of_an_address_that_no_pool_has_any_more_is_ignored()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        Assert.That(it.FailConnect(9), Is.Empty);
    }

    [Test]
    public void Without_probes_fall_failures_in_a_row_put_a_backend_out_for_the_eject_time()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Unprobed });
        it.FailConnect(1, inRow: 1);
        it.FailConnect(1, inRow: 2);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        it.FailConnect(1, inRow: 3);
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(
            it.Notices,
            Is.EqualTo(new[] { new BackendDown("p", Address(1), "3 connects in a row failed, the last: refused") }));
        Assert.That(it.At(9.999).Used(), Is.EqualTo("2"));
        Assert.That(it.At(10).Used(), Is.EqualTo("1 2"));
        Assert.That(it.Notices.Last(), Is.EqualTo(new BackendUp("p", Address(1))));
        Assert.That(it.Effects.OfType<ProbeAfter>(), Is.Empty);
    }

    [Test]
    public void Without_probes_late_failures_do_not_lengthen_the_time_out()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Unprobed });
        it.FailConnect(1, inRow: 3);
        it.At(5).FailConnect(1, inRow: 4);
        Assert.That(it.At(10).Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void Without_probes_a_backend_that_fails_again_after_its_return_is_out_at_once()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Unprobed });
        it.FailConnect(1, inRow: 3);
        it.At(11).FailConnect(1, inRow: 4);
        Assert.That(it.Used(), Is.EqualTo("2"));
    }

    [Test]
    public void Without_probes_nothing_is_probed()
    {
        var it = new Controlled();
        it.Reload(Pool("p", Entry(1)) with { Health = Unprobed });
        Assert.That(it.Effects.OfType<ProbesWanted>(), Is.Empty);
    }
}
