using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>How the running sessions of a drained backend are ended.</summary>
public sealed class DrainTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void Sessions_that_outlive_the_deadline_are_ended_at_the_rate_asked_for()
    {
        var it = Controlled.With(Two);
        it.At(5).Do(Drain(deadline: 30, rate: 20));
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(it.Backend(1).Drain, Is.EqualTo(new DrainPlan(TimeSpan.FromSeconds(35), 20)));
        Assert.That(Ends(it.At(34.9)), Is.Empty);
        Assert.That(Ends(it.At(35)), Is.EqualTo(new[] { Reset(20) }));
        Assert.That(it.Backend(1).Drain!.HasBegun, Is.True);
        Assert.That(Ends(it.At(100)), Has.Length.EqualTo(1), "It is wished for once.");
        Assert.That(it.State.WakeAt, Is.Null);
    }

    [Test]
    public void A_deadline_without_a_rate_ends_them_all_at_once()
    {
        var it = Controlled.With(Two);
        it.Do(Drain(deadline: 30));
        Assert.That(Ends(it.At(30)), Is.EqualTo(new[] { Reset(null) }));
    }

    [Test]
    public void A_rate_without_a_deadline_begins_at_once_and_after_the_new_table()
    {
        var it = Controlled.With(Two);
        it.Do(Drain(rate: 5));
        Assert.That(Ends(it), Is.EqualTo(new[] { Reset(5) }));
        Assert.That(it.Effects[0], Is.EqualTo(new PublishTable()), "Sessions come back at once.");
    }

    [Test]
    public void A_drain_with_neither_lets_them_run()
    {
        var it = Controlled.With(Two);
        it.Do(Drain());
        Assert.That(Ends(it.At(1_000_000)), Is.Empty);
        Assert.That(it.Backend(1).Drain, Is.Null);
    }

    [TestCase(BackendIntent.Ready, "1 2")]
    [TestCase(BackendIntent.Maintenance, "2")]
    public void Another_intent_calls_a_plan_off(BackendIntent intent, string used)
    {
        var it = Controlled.With(Two);
        it.Do(Drain(deadline: 30));
        it.At(10).Intend(1, intent);
        Assert.That(Ends(it.At(100)), Is.Empty);
        Assert.That(it.Used(), Is.EqualTo(used));
        Assert.That(it.State.WakeAt, Is.Null);
    }

    [TestCase(BackendIntent.Ready)]
    [TestCase(BackendIntent.Maintenance)]
    [TestCase(BackendIntent.Drain)]
    public void Another_wish_spares_the_sessions_that_are_left(BackendIntent intent)
    {
        var it = Controlled.With(Two);
        it.Do(Drain(rate: 5));
        it.Forget();
        it.At(1).Intend(1, intent);
        Assert.That(it.Effects, Has.Member(new SpareSessions("p", Address(1))));
        Assert.That(it.Backend(1).Drain, Is.Null);
    }

    [Test]
    public void A_new_plan_takes_the_place_of_the_one_before()
    {
        var it = Controlled.With(Two);
        it.Do(Drain(rate: 5));
        it.Forget();
        it.At(1).Do(Drain(deadline: 9, rate: 7));
        Assert.That(it.Effects.OfType<SpareSessions>().Count(), Is.EqualTo(1));
        Assert.That(Ends(it.At(9.9)), Is.Empty);
        Assert.That(Ends(it.At(10)), Is.EqualTo(new[] { Reset(7) }));
    }

    [Test]
    public void A_plan_goes_on_over_a_reload()
    {
        var it = Controlled.With(Two);
        it.Do(Drain(deadline: 30, rate: 5));
        it.At(10).Reload(Two with { Policy = PolicyKind.Random });
        Assert.That(Ends(it.At(30)), Is.EqualTo(new[] { Reset(5) }));
    }

    /// <summary>Otherwise the sessions of a backend that later has this address would be ended, too.</summary>
    [Test]
    public void A_backend_that_leaves_takes_its_plan_along_and_its_sessions_go_on()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        it.Do(Drain(rate: 5));
        it.Do(Drain(rate: 5) with { Pool = "q" });
        it.Forget();
        it.Reload(Pool("p", Entry(2)));
        Assert.That(
            it.Effects.OfType<SpareSessions>(),
            Is.EquivalentTo(new[] { new SpareSessions("p", Address(1)), new SpareSessions("q", Address(1)) }));
    }

    [Test]
    public void What_is_wanted_is_told_with_its_plan()
    {
        var it = Controlled.With(Two);
        it.Do(Drain(deadline: 30, rate: 5));
        it.Do(Drain(deadline: 30, rate: 5));
        it.Intend(1, BackendIntent.Maintenance);
        it.Intend(1, BackendIntent.Maintenance);
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new IntentChanged("p", Address(1), BackendIntent.Drain) { Deadline = TimeSpan.FromSeconds(30), Rate = 5 },
            new IntentChanged("p", Address(1), BackendIntent.Maintenance),
        }));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return new TestCaseData(Drain(rate: 0), "rate is 1 to 10000000, not 0").SetArgDisplayNames("no rate");
        yield return new TestCaseData(Drain(deadline: -1), "the deadline of a drain is 0 to 7 days")
            .SetArgDisplayNames("a deadline that is over");
        yield return new TestCaseData(
            Drain() with { Deadline = TimeSpan.MaxValue }, "the deadline of a drain is 0 to 7 days")
            .SetArgDisplayNames("a deadline that never comes");
        yield return new TestCaseData(
            Drain(rate: 1) with { Intent = BackendIntent.Maintenance }, "only a drain has a deadline and a rate")
            .SetArgDisplayNames("a maintenance that ends");
        yield return new TestCaseData(
            Drain(deadline: 1) with { Intent = BackendIntent.Ready }, "only a drain has a deadline and a rate")
            .SetArgDisplayNames("a ready backend with a deadline");
    }

    [TestCaseSource(nameof(Refusals))]
    public void A_plan_that_cannot_be_is_refused(IntentWanted wanted, string why)
    {
        var it = Controlled.With(Two);
        Assert.That(it.Do(wanted), Is.EqualTo(new[] { new Notify(new EventRefused("p", why)) }));
        Assert.That(it.Refused, Is.EqualTo(why));
        Assert.That(it.Backend(1).Intent, Is.EqualTo(BackendIntent.Ready));
    }

    [TestCase(null)]
    [TestCase(10)]
    public void An_operator_may_reset_the_sessions_of_a_backend(int? rate)
    {
        var it = Controlled.With(Two);
        Assert.That(it.Do(new SessionResetWanted("p", Address(1), rate)), Is.EqualTo(new ControlEffect[]
        {
            new Notify(new SessionsReset("p", Address(1), rate)),
            new ResetSessions("p", Address(1)) { Reason = CloseReason.OperatorReset, Rate = rate },
        }));
        Assert.That(it.Used(), Is.EqualTo("1 2"), "New ones may come.");
    }

    [TestCase("q", 1, 1, "there is no pool \"q\"")]
    [TestCase("p", 9, 1, "the pool \"p\" has no backend 10.0.0.9:1")]
    [TestCase("p", 1, 0, "rate is 1 to 10000000, not 0")]
    public void A_reset_that_cannot_be_is_refused(string pool, int number, int rate, string why)
    {
        var it = Controlled.With(Two);
        it.Do(new SessionResetWanted(pool, Address(number), rate));
        Assert.That(it.Refused, Is.EqualTo(why));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    private static IntentWanted Drain(double? deadline = null, int? rate = null) =>
        new("p", Address(1), BackendIntent.Drain)
        {
            Deadline = deadline is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Rate = rate,
        };

    private static ResetSessions Reset(int? rate) =>
        new("p", Address(1)) { Reason = CloseReason.Drained, Rate = rate };

    private static ResetSessions[] Ends(Controlled it) => [.. it.Effects.OfType<ResetSessions>()];
}
