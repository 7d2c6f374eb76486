using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Pools without an eligible backend.</summary>
public sealed class PanicTests
{
    private static PoolConfig Panicking(PanicMode panic, FailoverMode mode = FailoverMode.Automatic) =>
        Pool("p", Entry(1), Entry(2), Entry(3, tier: 1)) with { Panic = panic, Mode = mode };

    /// <summary>
    /// Panic and mode of the pool, the number of a drained backend (0: none), and the backends used when all are down.
    /// </summary>
    [TestCase(PanicMode.Refuse, FailoverMode.Automatic, 0, "", TestName = "By default nobody is used")]
    [TestCase(PanicMode.UseAll, FailoverMode.Automatic, 0, "1 2 3", TestName = "Use-all uses every tier")]
    [TestCase(
        PanicMode.UseAll, FailoverMode.Automatic, 2, "1 3", TestName = "Use-all spares what the operator drained")]
    [TestCase(
        PanicMode.UseAll,
        FailoverMode.Manual,
        0,
        "1 2",
        TestName = "Use-all stays within the tier that the operator chose")]
    public void With_all_down(PanicMode panic, FailoverMode mode, int drained, string used)
    {
        var it = Controlled.With(Panicking(panic, mode));
        if (drained > 0) it.Intend(drained, BackendIntent.Drain);
        it.Probe(1, "-").Probe(2, "-").Probe(3, "-");
        Assert.That(it.Used(), Is.EqualTo(used));
        Assert.That(
            it.Notices.OfType<NoneEligible>(), Is.EqualTo(new[] { new NoneEligible("p", panic == PanicMode.UseAll) }));
    }

    [Test]
    public void The_first_backend_that_returns_ends_it()
    {
        var it = Controlled.With(Panicking(PanicMode.UseAll));
        it.Probe(1, "-").Probe(2, "-").Probe(3, "-");
        it.Forget();
        it.Probe(2, "++");
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(
            it.Notices,
            Is.EqualTo(
                new Notice[] { new BackendUp("p", Address(2)), new FailedBack("p", 1, 0), new EligibleAgain("p") }));
    }

    [Test]
    public void A_drain_in_panic_is_obeyed_at_once()
    {
        var it = Controlled.With(Panicking(PanicMode.UseAll));
        it.Probe(1, "-").Probe(2, "-").Probe(3, "-");
        it.Intend(3, BackendIntent.Drain);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_pool_whose_operator_drained_everything_uses_nothing()
    {
        var it = Controlled.With(Pool("p", Entry(1)) with { Panic = PanicMode.UseAll });
        it.Intend(1, BackendIntent.Drain);
        Assert.That(it.Used(), Is.Empty);
    }

    [Test]
    public void In_panic_nobody_ramps()
    {
        var it = Controlled.With(Panicking(PanicMode.UseAll) with { SlowStart = TimeSpan.FromSeconds(10) });
        it.Probe(1, "-").Probe(2, "-").Probe(3, "-");
        Assert.That((it.Weight(1), it.Weight(2), it.Weight(3)), Is.EqualTo((100, 100, 100)));
        Assert.That(it.State.WakeAt, Is.Null);
    }
}
