using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Queued events are decided as one batch: each pool is settled once and published once.</summary>
public sealed class BatchTests
{
    private const int Many = 10_000;
    private static readonly ProbeOutcome Bad = ProbeOutcome.Bad("refused");

    [Test]
    public void Ten_thousand_outcomes_copy_the_backends_of_their_pool_once()
    {
        var pool = Pool("p", [.. Enumerable.Range(0, Many).Select(number => EntryOf(number))]);
        var it = Controlled.With(pool);
        var events = Enumerable.Range(0, Many).Select(number => Ended(AddressOf(number), pool)).ToArray();
        // An array of the pool for each outcome would be 800 MB in all; the remainder is each backend's record, notice,
        // next probe and tally.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (state, effects, _) = BalancerReducer.Apply(it.State, events, TimeSpan.FromSeconds(1));
        var perOutcome = (GC.GetAllocatedBytesForCurrentThread() - before) / Many;
        Assert.That(state.Pools[0].Backends.Any(backend => backend.Health.IsUp), Is.False);
        Assert.That(effects.Count(effect => effect is PublishTable), Is.EqualTo(1));
        Assert.That(Told<BackendDown>(effects), Has.Length.EqualTo(Many));
        Assert.That(Told<NoneEligible>(effects), Has.Length.EqualTo(1));
        Assert.That(perOutcome, Is.LessThan(8_000), "bytes allocated per outcome");
    }

    [Test]
    public void Outcomes_of_many_pools_are_one_table()
    {
        var it = Controlled.With([.. Enumerable.Range(1, 50).Select(number => Pool($"p{number}", Entry(number)))]);
        it.Do([.. Enumerable.Range(1, 50).Select(number => Ended(Address(number)))]);
        Assert.That(it.Published, Is.EqualTo(1));
        Assert.That(it.Table.Pools.Values.Sum(pool => pool.Set.Eligible.Length), Is.Zero);
    }

    [Test]
    public void A_tier_that_fails_as_a_whole_within_a_batch_fails_over_once()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3, tier: 1), Entry(4, tier: 2)));
        it.Do(Ended(Address(1)), Ended(Address(2)), Ended(Address(3)));
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((2, "4")));
        Assert.That(it.Notices.OfType<FailedOver>(), Is.EqualTo(new[] { new FailedOver("p", 0, 2) }));
    }

    [Test]
    public void A_backend_that_goes_down_and_up_within_a_batch_is_told_twice_and_its_pool_stays_as_it_is()
    {
        var pool = Pool("p", Entry(1), Entry(2, tier: 1)) with { Health = new HealthConfig { Rise = 1 } };
        var it = Controlled.With(pool);
        it.Do(Ended(Address(1)), new ProbeEnded(Target(1), ProbeOutcome.Good));
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new BackendDown("p", Address(1), "probe: refused"), new BackendUp("p", Address(1)),
        }));
        Assert.That((it.Tier(), it.Published), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_request_finds_the_conclusions_of_what_came_before_it_in_its_batch()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 1)));
        it.Do(Ended(Address(1)), new TierWanted("p", 0));
        Assert.That(it.Notices.Last(), Is.EqualTo(new EventRefused(
            "p", "tier 0 has no eligible backend, and the pool is in automatic mode")));
        Assert.That((it.Tier(), it.Published), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Each_request_of_a_batch_has_its_own_answer_with_the_generation_that_shows_it()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        var decision = BalancerReducer.Apply(
            it.State,
            [new WeightWanted("p", Address(1), -1), new Tick(), new WeightWanted("p", Address(1), 5)], TimeSpan.Zero);
        Assert.That(decision.Answers, Is.EqualTo(new[]
        {
            new RequestAnswer(2, new Refusal(RefusalKind.OutOfRange, "weight is 0 to 1000, not -1")),
            new RequestAnswer(2),
        }));
    }

    [Test]
    public void Names_that_are_resolved_within_a_batch_ask_for_probes_once()
    {
        var it = Controlled.With(Pool("p", Entry(1), HostEntry("a.test"), HostEntry("b.test")));
        it.Do(Resolved("a.test", 2), Resolved("b.test", 3), Resolved("a.test", 4));
        Assert.That(it.Used(), Is.EqualTo("1 4 3"));
        Assert.That(it.Effects.OfType<ProbesWanted>(), Has.Exactly(1).Items);
    }

    [Test]
    public void An_outcome_finds_the_backends_of_a_name_that_was_resolved_before_it_in_its_batch()
    {
        var it = Controlled.With(Pool("p", Entry(1), HostEntry("a.test")));
        it.Do(Resolved("a.test", 2), Ended(Address(2)));
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    private static T[] Told<T>(ImmutableArray<ControlEffect> effects)
        where T : Notice => [.. effects.OfType<Notify>().Select(effect => effect.Notice).OfType<T>()];

    private static NetAddress AddressOf(int number) =>
        NetAddress.FromIp(new IPAddress([10, 1, (byte)(number >> 8), (byte)number]), 1);

    private static BackendConfig EntryOf(int number) => new() { Address = BackendAddress.Of(AddressOf(number)) };

    private static ProbeEnded Ended(NetAddress address, PoolConfig? pool = null) =>
        new(new ProbeTarget(address, ProbeSpec.Of(pool?.Health ?? new HealthConfig())), Bad);

    private static NameResolved Resolved(string name, int number) => new(name, [Address(number).Ip!]);
}
