using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>The times at which the control loop requests to be woken.</summary>
public sealed class WakeTests
{
    private static readonly PoolConfig Delayed =
        Pool("p", Entry(1), Entry(2, tier: 1)) with { FailbackDelay = TimeSpan.FromSeconds(30) };

    [Test]
    public void A_moment_is_asked_for_once_and_called_off_when_nothing_is_due()
    {
        var it = Controlled.With(Delayed);
        it.Probe(1, "-++");
        Assert.That(it.Effects.OfType<WakeAt>(), Is.EqualTo(new[] { new WakeAt(TimeSpan.FromSeconds(30)) }));
        it.Forget();
        it.Probe(1, "+++-");
        Assert.That(it.Effects.OfType<WakeAt>(), Is.Empty);
        it.Probe(1, "--");
        Assert.That(it.Effects.OfType<WakeAt>(), Is.EqualTo(new[] { new WakeAt(null) }));
    }

    [Test]
    public void The_earliest_moment_over_all_pools_counts()
    {
        var it = Controlled.With(Delayed, Delayed with { Name = "q", FailbackDelay = TimeSpan.FromSeconds(10) });
        it.Probe(1, "-++");
        Assert.That(it.State.WakeAt, Is.EqualTo(TimeSpan.FromSeconds(10)));
        it.At(10);
        Assert.That((it.Tier("p"), it.Tier("q")), Is.EqualTo((1, 0)));
        Assert.That(it.State.WakeAt, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_tick_that_comes_too_early_is_asked_for_again()
    {
        var it = Controlled.With(Delayed);
        it.Probe(1, "-++");
        it.At(29.9);
        Assert.That(it.Do(new Tick()), Is.EqualTo(new[] { new WakeAt(TimeSpan.FromSeconds(30)) }));
    }

    [Test]
    public void A_tick_that_comes_late_is_made_up_for_by_the_next_event()
    {
        var it = Controlled.With(Delayed);
        it.Probe(1, "-++");
        var (state, _, _) = BalancerReducer.Apply(
            it.State, [new ConnectFailed("p", Address(7), 1, "x")], TimeSpan.FromSeconds(31));
        Assert.That(state.FindPool("p")!.ActiveTier, Is.Zero);
        Assert.That(state.WakeAt, Is.Null);
    }

    [Test]
    public void A_tick_with_nothing_due_does_nothing()
    {
        var it = Controlled.With(Delayed);
        Assert.That(it.Do(new Tick()), Is.Empty);
    }
}
