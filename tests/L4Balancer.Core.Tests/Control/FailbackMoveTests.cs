using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>What becomes of sessions on backups when the better tier is used again.</summary>
public sealed class FailbackMoveTests
{
    private static readonly PoolConfig Moving = Pool("p", Entry(1), Entry(2, tier: 1), Entry(3, tier: 2)) with
    {
        OnFailback = OnFailbackAction.Move,
        FailbackRate = 7,
        FailbackDeadline = TimeSpan.FromSeconds(5),
    };

    private static Controlled FailedBack(PoolConfig pool)
    {
        var it = With(pool);
        it.Probe(1, "---");
        it.At(1).Forget();
        it.Probe(1, "++");
        return it;
    }

    private static ResetSessions Moved(int backend, int? rate) =>
        new("p", Address(backend)) { Reason = CloseReason.FailedBack, Rate = rate };

    [Test]
    public void Sessions_on_backups_are_ended_at_the_rate_and_the_rest_at_the_deadline()
    {
        var it = FailedBack(Moving);
        Assert.That(it.Tier(), Is.Zero);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.EqualTo(new[] { Moved(2, 7), Moved(3, 7) }));
        var told = it.Notices.OfType<FailedBack>().Single();
        Assert.That((told.Rate, told.Deadline), Is.EqualTo((7, TimeSpan.FromSeconds(5))));
        it.Forget();
        it.At(5.9);
        Assert.That(it.Effects, Is.Empty);
        it.At(6);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.EqualTo(new[] { Moved(2, null), Moved(3, null) }));
        it.Forget();
        it.At(100);
        Assert.That(it.Effects, Is.Empty);
    }

    [Test]
    public void Without_a_deadline_to_wait_for_all_end_at_once()
    {
        var it = FailedBack(Moving with { FailbackDeadline = TimeSpan.Zero });
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.EqualTo(new[] { Moved(2, null), Moved(3, null) }));
    }

    [Test]
    public void By_default_sessions_stay()
    {
        var it = FailedBack(Moving with { OnFailback = OnFailbackAction.Keep });
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    [Test]
    public void It_stops_when_the_pool_fails_over_again()
    {
        var it = FailedBack(Moving);
        it.Forget();
        it.Probe(1, "---");
        Assert.That(it.Tier(), Is.EqualTo(1));
        Assert.That(it.Effects.OfType<SpareSessions>().Select(spare => spare.Address), Does.Contain(Address(2)));
        it.Forget();
        it.At(100);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    [Test]
    public void It_stops_when_a_reload_no_longer_asks_for_it()
    {
        var it = FailedBack(Moving);
        it.Forget();
        it.Reload(Moving with { OnFailback = OnFailbackAction.Keep });
        Assert.That(it.Effects.OfType<SpareSessions>(), Is.Not.Empty);
        it.Forget();
        it.At(100);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    [Test]
    public void A_drain_that_ends_sessions_already_keeps_its_rate()
    {
        var it = With(Moving);
        it.Probe(1, "---");
        it.Do(new IntentWanted("p", Address(2), BackendIntent.Drain) { Rate = 3 });
        it.Forget();
        it.Probe(1, "++");
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.EqualTo(new[] { Moved(3, 7) }));
        it.Forget();
        it.Probe(1, "---");
        Assert.That(it.Effects.OfType<SpareSessions>().Select(spare => spare.Address), Has.None.EqualTo(Address(2)));
    }

    [Test]
    public void It_follows_an_operator_who_fails_back_by_hand()
    {
        var it = With(Moving with { Mode = FailoverMode.Manual });
        it.WantTier(1);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
        it.Do(new FailbackWanted("p"));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.EqualTo(new[] { Moved(2, 7), Moved(3, 7) }));
    }
}
