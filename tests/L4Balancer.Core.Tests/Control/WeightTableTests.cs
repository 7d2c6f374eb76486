using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>When a table shows weights that changed by themselves.</summary>
public sealed class WeightTableTests
{
    /// <summary>Backends 2 to 5 become ready 30 ms apart and ramp for 2 s, in steps of 100 ms.</summary>
    private static Controlled Ramping()
    {
        var pool = Pool("p", [.. Enumerable.Range(1, 5).Select(i => Entry(i))]);
        var it = Controlled.With(pool with { SlowStart = TimeSpan.FromSeconds(2) });
        for (var i = 2; i <= 5; i++) it.Intend(i, BackendIntent.Drain);
        for (var i = 2; i <= 5; i++)
        {
            it.At(10 + i * 0.03);
            it.Intend(i, BackendIntent.Ready);
        }

        it.Forget();
        return it;
    }

    [Test]
    public void Steps_of_many_ramps_cost_ten_tables_a_second_at_most()
    {
        var it = Ramping();
        it.At(13);
        Assert.That(it.Published, Is.InRange(20, 22), "Four ramps of 20 steps each, and 2.15 s.");
        Assert.That(Enumerable.Range(2, 4).Select(i => it.Weight(i)), Is.All.EqualTo(100));
        Assert.That(it.State.WakeAt, Is.Null);
    }

    [Test]
    public void A_weight_that_waits_is_shown_when_the_pause_is_over()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3)));
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3), Entry(4), Entry(5)));
        it.Probe(1, "+");
        it.Forget();
        it.Probe(4, "+").Probe(5, "+");
        Assert.That((it.Published, it.Weight(4), it.Weight(5)), Is.EqualTo((1, 100, 1)));
        it.At(0.09);
        Assert.That(it.Weight(5), Is.EqualTo(1));
        it.At(0.1);
        Assert.That((it.Published, it.Weight(5), it.State.WakeAt), Is.EqualTo((2, 100, (TimeSpan?)null)));
    }

    [Test]
    public void What_else_changes_is_shown_at_once_and_takes_the_weights_along()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3), Entry(4)));
        it.Probe(3, "+").Probe(4, "+");
        Assert.That(it.Weight(4), Is.EqualTo(1));
        it.Probe(1, "-");
        Assert.That((it.Used(), it.Weight(4)), Is.EqualTo(("2 3 4", 100)));
        it.Forget();
        it.At(1);
        Assert.That(it.Published, Is.Zero, "Nothing is left to be shown.");
    }

    [Test]
    public void A_weight_by_an_operator_does_not_wait()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        for (var weight = 2; weight <= 4; weight++)
        {
            it.Do(new WeightWanted("p", Address(1), weight));
            Assert.That(it.Weight(1), Is.EqualTo(weight * 100));
        }
    }

    [Test]
    public void Pools_do_not_wait_for_each_other()
    {
        var it = Controlled.With(Pool("p", Entry(1)), Pool("q", Entry(2)));
        it.Reload(Pool("p", Entry(1), Entry(3)), Pool("q", Entry(2), Entry(4)));
        it.Probe(3, "+").Probe(4, "+");
        Assert.That((it.Weight(3), it.Weight(4, "q")), Is.EqualTo((100, 100)));
    }
}
