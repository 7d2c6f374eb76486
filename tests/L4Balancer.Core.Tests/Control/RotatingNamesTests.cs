using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>A resolver whose answers contain some of a name's addresses, and not always the same.</summary>
public sealed class RotatingNamesTests
{
    private static readonly PoolConfig Named = Pool("p", HostEntry("h"), Entry(9, tier: 1));

    [Test]
    public void A_drained_backend_that_was_missing_from_an_answer_comes_back_drained()
    {
        var it = Resolved(1, 2, 3);
        it.Intend(2, BackendIntent.Drain);
        it.At(30).Resolve("h", 1, 3);
        Assert.That(it.Used(), Is.EqualTo("1 3"));
        it.Forget();
        it.At(60).Resolve("h", 1, 2, 3);
        Assert.That((it.Used(), it.Backend(2).Intent), Is.EqualTo(("1 3", BackendIntent.Drain)));
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendAdded("p", Address(2)) { IsBack = true } }));
    }

    [Test]
    public void A_backend_known_to_be_down_comes_back_down_with_its_cause_and_tally()
    {
        var it = Resolved(1, 2);
        it.Probe(2, "-");
        it.At(30).Resolve("h", 1);
        it.At(60).Resolve("h", 1, 2);
        var (pool, backend) = (it.State.FindPool("p")!, it.Backend(2));
        Assert.That((it.Used(), backend.Health.IsUp, backend.Cause), Is.EqualTo(("1", false, "probe: refused")));
        Assert.That(it.State.ProbesOf(pool, backend)!.Value.Bad, Is.EqualTo(1));
        it.Probe(2, "++");
        Assert.That(it.Used(), Is.EqualTo("1 2"), "Probes bring it up again.");
    }

    [Test]
    public void Its_counters_are_the_same_ones()
    {
        var it = Resolved(1, 2);
        var counters = it.Counters.Of("p", Address(2));
        it.At(30).Resolve("h", 1);
        it.At(60).Resolve("h", 1, 2);
        Assert.That(it.Table.Pools["p"].AllCounters[Address(2)], Is.SameAs(counters));
    }

    [Test]
    public void It_does_not_ramp_up_again()
    {
        var it = Controlled.With(Named with { SlowStart = TimeSpan.FromSeconds(20) });
        it.Resolve("h", 1, 2);
        it.At(30).Resolve("h", 1);
        it.At(60).Resolve("h", 1, 2);
        Assert.That(it.Weight(2), Is.EqualTo(100));
    }

    [TestCase(10 * 60 - 1, BackendIntent.Drain)]
    [TestCase(10 * 60, BackendIntent.Ready)]
    public void It_is_remembered_for_10_minutes(int after, BackendIntent expected)
    {
        var it = Resolved(1, 2);
        it.Intend(2, BackendIntent.Drain);
        it.Resolve("h", 1);
        it.At(after).Resolve("h", 1, 2);
        Assert.That(it.Backend(2).Intent, Is.EqualTo(expected));
    }

    [Test]
    public void A_hold_of_0_forgets_at_once()
    {
        var it = new Controlled();
        it.Do(new ConfigAccepted(ConfigOf(Named) with { ResolveHold = TimeSpan.Zero }));
        it.Resolve("h", 1, 2);
        it.Intend(2, BackendIntent.Drain);
        it.Resolve("h", 1);
        it.Resolve("h", 1, 2);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void It_is_remembered_over_a_reload_that_keeps_its_entry_and_forgotten_with_the_entry()
    {
        var it = Resolved(1, 2);
        it.Intend(2, BackendIntent.Maintenance);
        it.Resolve("h", 1);
        it.Reload(Named with { Policy = PolicyKind.Random });
        it.Resolve("h", 1, 2);
        Assert.That(it.Used(), Is.EqualTo("1"));
        it.Resolve("h", 1);
        it.Reload(Pool("p", Entry(9)));
        it.Reload(Named);
        it.Resolve("h", 1, 2);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void An_operator_can_change_the_intent_of_an_address_that_is_away()
    {
        var it = Resolved(1, 2);
        it.Intend(2, BackendIntent.Drain);
        it.Resolve("h", 1);
        it.Forget();
        it.Intend(2, BackendIntent.Ready);
        Assert.That(it.Notices, Is.EqualTo(new[] { new IntentChanged("p", Address(2), BackendIntent.Ready) }));
        it.Resolve("h", 1, 2);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void Its_sessions_can_be_reset_and_other_wishes_are_refused_with_the_reason()
    {
        var it = Resolved(1, 2);
        it.Resolve("h", 1);
        it.Forget();
        it.Do(new SessionResetWanted("p", Address(2), null));
        Assert.That(it.Effects.OfType<ResetSessions>().Single().Address, Is.EqualTo(Address(2)));
        it.Do(new WeightWanted("p", Address(2), 5));
        Assert.That(it.Notices.OfType<EventRefused>().Single().Why, Does.Contain("not in the latest answer for h"));
    }

    [Test]
    public void A_drain_whose_deadline_passed_meanwhile_ends_the_sessions_when_it_is_back()
    {
        var it = Resolved(1, 2);
        it.Do(new IntentWanted("p", Address(2), BackendIntent.Drain) { Deadline = TimeSpan.FromSeconds(10) });
        it.At(5).Resolve("h", 1);
        it.Forget();
        it.At(60);
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
        it.Resolve("h", 1, 2);
        Assert.That(it.Effects.OfType<ResetSessions>().Single().Address, Is.EqualTo(Address(2)));
    }

    [Test]
    public void A_name_that_stands_for_so_many_addresses_keeps_those_that_are_missing_in_service()
    {
        var it = Counting(4);
        it.Resolve("h", 1, 2);
        it.At(1).Resolve("h", 3, 4);
        Assert.That(it.Used(), Is.EqualTo("1 2 3 4"));
        it.Forget();
        it.At(2).Resolve("h", 1, 4);
        it.At(3).Resolve("h", 2, 3);
        Assert.That(it.Effects, Is.Empty, "No table for the same addresses.");
    }

    [Test]
    public void A_new_address_takes_the_place_of_the_one_that_was_missing_longest()
    {
        var it = Counting(3);
        it.Resolve("h", 1, 2, 3);
        it.At(1).Resolve("h", 1, 3);
        it.At(2).Resolve("h", 2, 3);
        it.At(3).Resolve("h", 3, 4);
        Assert.That(it.Used(), Is.EqualTo("2 3 4"));
        Assert.That(it.State.FindPool("p")!.Held.Keys, Is.EqualTo(new[] { Address(1) }));
    }

    [Test]
    public void An_answer_with_more_addresses_than_that_counts_whole()
    {
        var it = Counting(2);
        it.Resolve("h", 1, 2, 3);
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
        it.At(1).Resolve("h", 4);
        Assert.That(it.Used(), Is.EqualTo("1 4"));
    }

    [Test]
    public void What_is_held_is_bounded()
    {
        var it = Controlled.With(Pool("p", HostEntry("h")));
        for (var round = 0; round < 3; round++)
        {
            var many = Enumerable.Range(0, Limits.AddressesPerNameMax).Select(
                i => new System.Net.IPAddress([10, (byte)(1 + round), (byte)(i >> 8), (byte)i]));
            it.At(round).Do(new NameResolved("h", [.. many]));
        }

        Assert.That(it.State.FindPool("p")!.Held, Has.Count.EqualTo(Limits.HeldBackendsMax));
        Assert.That(it.Counters.BackendCount, Is.EqualTo(2 * Limits.AddressesPerNameMax));
    }

    private static Controlled Resolved(params int[] numbers)
    {
        var it = Controlled.With(Named);
        it.Resolve("h", numbers);
        it.Forget();
        return it;
    }

    private static Controlled Counting(int addresses) =>
        Controlled.With(Pool("p", HostEntry("h") with { Addresses = addresses }));
}
