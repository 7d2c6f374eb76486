using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Drain and maintenance.</summary>
public sealed class IntentTests
{
    private static readonly PoolConfig Two =
        Pool("p", Entry(1), Entry(2)) with { OnDown = OnDownAction.Reset };

    [TestCase(BackendIntent.Ready, "1 2")]
    [TestCase(BackendIntent.Drain, "2")]
    [TestCase(BackendIntent.Maintenance, "2")]
    public void The_operator_decides_over_new_sessions(BackendIntent intent, string used)
    {
        var it = Controlled.With(Two);
        it.Intend(1, intent);
        Assert.That(it.Used(), Is.EqualTo(used));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty, "Running sessions go on.");
    }

    [Test]
    public void Health_is_tracked_meanwhile_and_neither_changes_the_other()
    {
        var it = Controlled.With(Two);
        it.Intend(1, BackendIntent.Maintenance);
        it.Probe(1, "-");
        Assert.That(it.Notices, Has.One.InstanceOf<BackendDown>());
        it.Intend(1, BackendIntent.Ready);
        Assert.That(it.Used(), Is.EqualTo("2"), "It is ready, and down.");
        it.Intend(1, BackendIntent.Maintenance);
        it.Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("2"), "It is up, and not wanted.");
        it.Intend(1, BackendIntent.Ready);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void Draining_the_primaries_fails_over_and_back()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 1)));
        it.Intend(1, BackendIntent.Drain);
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Intend(1, BackendIntent.Ready);
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void An_intent_is_of_one_pool_only()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        it.Intend(1, BackendIntent.Drain, "q");
        Assert.That((it.Used("p"), it.Used("q")), Is.EqualTo(("1 2", "2")));
    }

    [Test]
    public void What_is_wanted_already_publishes_nothing()
    {
        var it = Controlled.With(Two);
        it.Intend(1, BackendIntent.Ready);
        Assert.That(it.Effects, Is.Empty);
    }

    [TestCase("none", 1, "there is no pool \"none\"")]
    [TestCase("p", 9, "the pool \"p\" has no backend 10.0.0.9:1")]
    public void What_is_not_there_is_refused(string pool, int number, string why)
    {
        var it = Controlled.With(Two);
        Assert.That(it.Intend(number, BackendIntent.Drain, pool), Is.Empty, "A typing error is no event.");
        Assert.That(it.Refusals, Is.EqualTo(new[] { new Refusal(RefusalKind.NotFound, why) }));
    }
}
