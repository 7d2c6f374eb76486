using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Entries that an operator adds and removes while the balancer runs.</summary>
public sealed class EntryTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void An_added_entry_serves_and_is_probed()
    {
        var it = Controlled.With(Two);
        it.Do(Add(Entry(3, weight: 5)));
        Assert.That((it.Used(), it.FullWeight(3)), Is.EqualTo(("1 2 3", 500)));
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendAdded("p", Address(3)) }));
        Assert.That(
            it.Effects.OfType<ProbesWanted>().Single().Schedules.Select(schedule => schedule.Target),
            Is.EqualTo(new[] { Target(1), Target(2), Target(3) }));
        it.Probe(3, "-");
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        Assert.That(it.State.EffectiveConfig.Pools[0].Backends, Has.Count.EqualTo(3));
        Assert.That(it.State.FindPool("p")!.FileConfig.Backends, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_removed_entry_gets_no_sessions_and_is_not_probed()
    {
        var it = Controlled.With(Two);
        it.Do(Remove(Entry(1)));
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendRemoved("p", Address(1)) }));
        Assert.That(
            it.Effects.OfType<ProbesWanted>().Single().Schedules.Select(schedule => schedule.Target),
            Is.EqualTo(new[] { Target(2) }));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty, "Running sessions go on.");
    }

    [Test]
    public void A_host_name_that_is_added_is_resolved_and_forgotten_when_it_is_removed()
    {
        var it = Controlled.With(Two);
        it.Do(Add(HostEntry("h")));
        Assert.That(it.Effects.OfType<NamesWanted>().Single().HostNames, Is.EqualTo(new[] { "h" }));
        it.Resolve("h", 3, 4);
        Assert.That(it.Used(), Is.EqualTo("1 2 3 4"));
        it.Forget();
        it.Reload(Two);
        Assert.That(it.Used(), Is.EqualTo("1 2 3 4"));
        Assert.That(it.Effects.OfType<NamesWanted>(), Is.Empty);
        it.Do(Remove(HostEntry("h")));
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        Assert.That(it.Effects.OfType<NamesWanted>().Single().HostNames, Is.Empty);
        Assert.That(it.State.Names, Is.Empty);
    }

    [Test]
    public void What_was_added_can_be_removed_without_a_trace()
    {
        var it = Controlled.With(Two);
        it.Do(Add(Entry(3)));
        it.Do(new WeightWanted("p", Address(3), 9));
        Assert.That(it.FullWeight(3), Is.EqualTo(900));
        it.Do(Remove(Entry(3)));
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.True);
        it.Do(Add(Entry(3)));
        Assert.That(it.FullWeight(3), Is.EqualTo(100));
    }

    [TestCase(3, false)]
    [TestCase(8, true)]
    public void What_was_removed_can_be_added_again_as_the_file_has_it_but_for_the_weight(int weight, bool isWeighed)
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 3), Entry(2)));
        it.Do(Remove(Entry(1)));
        it.Do(Add(Entry(1, weight: weight)));
        Assert.That((it.Used(), it.FullWeight(1)), Is.EqualTo(("1 2", weight * 100)));
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.EqualTo(!isWeighed));
        Assert.That(
            it.State.FindPool("p")!.Overlay.ChangesOf(Entry(1).Address),
            Is.EqualTo(isWeighed ? new[] { "weight" } : []));
    }

    [Test]
    public void A_tier_that_loses_its_last_entry_is_left()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 1)) with { Mode = FailoverMode.Manual });
        it.WantTier(1);
        it.Do(Remove(Entry(2)));
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "1")));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        static TestCaseData Case(string name, ControlEvent wish, string why) =>
            new TestCaseData(wish, why).SetArgDisplayNames(name);
        yield return Case("add to no pool", Add(Entry(5)) with { Pool = "q" }, "there is no pool \"q\"");
        yield return Case("add what is there", Add(Entry(1)), "it has 10.0.0.1:1 already");
        yield return Case(
            "add what a name stands for", Add(Entry(7)), "it has 10.0.0.7:1 already, as an address of h:1");
        yield return Case("a weight below none", Add(Entry(5, weight: -1)), "weight is 0 to 1000, not -1");
        yield return Case("a tier too high", Add(Entry(5, tier: 16)), "tier is 0 to 15, not 16");
        yield return Case(
            "a negative limit", Add(Entry(5) with { MaxConnections = -1 }), "max-connections is 0 to 10000000, not -1");
        yield return Case("remove from no pool", Remove(Entry(1)) with { Pool = "q" }, "there is no pool \"q\"");
        yield return Case("remove what is not there", Remove(Entry(5)), "the pool \"p\" has no entry 10.0.0.5:1");
        yield return Case(
            "remove an address of a name", Remove(Entry(7)),
            "the pool \"p\" has no entry 10.0.0.7:1; it is an address of h:1: remove that, or drain it");
        yield return Case(
            "remove the last primary", Remove(Entry(1)),
            "10.0.0.1:1 is its last entry of tier 0, and a pool keeps one");
    }

    [TestCaseSource(nameof(Refusals))]
    public void What_cannot_be_is_refused(ControlEvent wish, string why)
    {
        var it = Controlled.With(Pool("p", Entry(1), HostEntry("h", tier: 1)));
        it.Resolve("h", 7);
        it.Forget();
        it.Do(wish);
        Assert.That(it.Refusals.Select(refusal => refusal.Text), Is.EqualTo(new[] { why }));
        Assert.That(it.Effects.Where(effect => effect is not Notify { Notice: EventRefused }), Is.Empty);
    }

    [Test]
    public void What_was_removed_comes_back_only_with_the_tier_and_the_limit_of_the_file()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2, tier: 2)));
        it.Do(Remove(Entry(2)));
        it.Forget();
        it.Do(Add(Entry(2)));
        Assert.That(it.Notices, Is.EqualTo(new[]
        {
            new EventRefused(
                "p", "the config has 10.0.0.2:1 with tier 2 and max-connections 0: it comes back with these only"),
        }));
    }

    [TestCase(Limits.AddedEntriesMax - 1, false)]
    [TestCase(Limits.AddedEntriesMax, true)]
    public void Entries_that_are_added_at_run_time_are_bounded(int added, bool isRefused)
    {
        var state = Controlled.With(Two).State;
        var overlay = new PoolOverlay { Added = [.. Enumerable.Range(0, added).Select(Numbered)] };
        var full = state with { Pools = [state.Pools[0] with { Overlay = overlay }] };
        var answer = BalancerReducer.Apply(full, [Add(Entry(3))], TimeSpan.Zero).Answers.Single();
        var why = new Refusal(
            RefusalKind.Conflict, "1000 entries were added at run time: more belong into the config");
        Assert.That(answer.Refusal, Is.EqualTo(isRefused ? why : null));
    }

    private static BackendConfig Numbered(int number) =>
        new() { Address = BackendAddress.Of(IPAddress.Loopback, 1000 + number) };

    private static BackendAddWanted Add(BackendConfig entry) => new("p", entry);

    private static BackendRemoveWanted Remove(BackendConfig entry) => new("p", entry.Address);
}
