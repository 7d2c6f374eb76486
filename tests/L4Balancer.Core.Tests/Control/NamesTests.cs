using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Backends configured by host name.</summary>
public sealed class NamesTests
{
    private static readonly PoolConfig Named = Pool("p", HostEntry("h"), Entry(9, tier: 1));

    [Test]
    public void The_names_of_a_config_are_asked_for_once()
    {
        var it = new Controlled();
        it.Reload(Pool("p", HostEntry("a"), HostEntry("b")), Pool("q", HostEntry("a")));
        var wanted = it.Effects.OfType<NamesWanted>().Single();
        Assert.That(wanted.HostNames, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(wanted.Interval, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    /// <summary>
    /// The names after a reload of a config with "a" and "b", its interval in seconds, and whether they are requested.
    /// </summary>
    [TestCase("b a", 30, false)]
    [TestCase("a", 30, true)]
    [TestCase("a b c", 30, true)]
    [TestCase("a b", 31, true)]
    [TestCase("", 30, true)]
    public void A_reload_asks_for_names_only_if_they_changed(string names, int interval, bool isAsked)
    {
        var it = Controlled.With(Pool("p", Entry(1), HostEntry("a"), HostEntry("b")));
        var entries = names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => HostEntry(name));
        var config = ConfigOf(Pool("p", [Entry(1), .. entries]));
        it.Do(new ConfigAccepted(config with { ResolveInterval = TimeSpan.FromSeconds(interval) }));
        Assert.That(it.Effects.OfType<NamesWanted>().Count(), Is.EqualTo(isAsked ? 1 : 0));
    }

    [Test]
    public void A_name_gives_no_backend_until_it_is_resolved_and_then_one_for_each_address()
    {
        var it = new Controlled();
        it.Reload(Pool("p", HostEntry("h")));
        Assert.That(it.Used(), Is.Empty);
        Assert.That(it.Notices, Is.EqualTo(new[] { new NoneEligible("p", false) }));
        it.Forget();
        it.Resolve("h", 2, 1, 2);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        Assert.That(it.Effects.OfType<ProbesWanted>().Single().Schedules, Has.Length.EqualTo(2));
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new BackendAdded("p", Address(1)), new BackendAdded("p", Address(2)), new EligibleAgain("p"),
        }));
    }

    [Test]
    public void Names_that_come_resolved_with_the_config_give_backends_in_its_first_table()
    {
        var it = new Controlled();
        it.Do(new ConfigAccepted(ConfigOf(Pool("p", HostEntry("h"))))
        {
            Names = ImmutableDictionary<string, ImmutableArray<IPAddress>>.Empty
                .Add("h", [Address(2).Ip!, Address(1).Ip!])
                .Add("unasked", [Address(3).Ip!]),
        });
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        Assert.That(it.Notices, Is.Empty);
        Assert.That(it.State.Names.Keys, Is.EqualTo(new[] { "h" }));
    }

    [Test]
    public void A_name_that_a_reload_could_not_resolve_keeps_its_addresses()
    {
        var it = Controlled.With(Pool("p", HostEntry("h")));
        it.Resolve("h", 1);
        it.Do(new ConfigAccepted(ConfigOf(Pool("p", HostEntry("h"), Entry(2)))));
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void Names_that_come_resolved_with_a_reload_count_in_pools_that_did_not_change_too()
    {
        var it = Controlled.With(Pool("p", HostEntry("h")));
        it.Resolve("h", 1);
        var names = ImmutableDictionary<string, ImmutableArray<IPAddress>>.Empty.Add("h", [Address(2).Ip!]);
        it.Do(new ConfigAccepted(ConfigOf(Pool("p", HostEntry("h")))) { Names = names });
        Assert.That(it.Used(), Is.EqualTo("2"));
    }

    [Test]
    public void Both_families_count_and_a_scrambled_answer_gives_one_order()
    {
        var it = Controlled.With(Pool("p", HostEntry("h") with { AddressFamily = AddressFamilies.Any }));
        var addresses = new[] { "2001:db8::1", "10.0.0.200", "10.0.0.3" }.Select(IPAddress.Parse);
        it.Do(new NameResolved("h", [.. addresses]));
        Assert.That(
            it.Table.Pools["p"].Set.All.Select(backend => backend.Address.ToString()),
            Is.EqualTo(new[] { "10.0.0.3:1", "10.0.0.200:1", "[2001:db8::1]:1" }));
    }

    [Test]
    public void Addresses_that_stay_keep_their_health_and_the_others_come_and_go()
    {
        var it = Controlled.With(Named);
        it.Resolve("h", 1, 2);
        it.Probe(1, "-");
        it.Intend(2, BackendIntent.Drain);
        it.Forget();
        it.Resolve("h", 3, 2, 1);
        Assert.That(it.Used(), Is.EqualTo("3"));
        Assert.That(it.Notices, Has.Member(new BackendAdded("p", Address(3))));
        it.Forget();
        it.Resolve("h", 3);
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new BackendRemoved("p", Address(1)), new BackendRemoved("p", Address(2)),
        }));
    }

    [Test]
    public void The_same_answer_in_another_order_changes_nothing()
    {
        var it = Controlled.With(Named);
        it.Resolve("h", 1, 2);
        it.Forget();
        it.Resolve("h", 2, 1, 1);
        Assert.That(it.Effects, Is.Empty);
    }

    [Test]
    public void A_name_that_nobody_wants_any_more_changes_nothing()
    {
        var it = Controlled.With(Named);
        it.Resolve("other", 1);
        Assert.That(it.Effects, Is.Empty);
        Assert.That(it.State.Names, Is.Empty);
    }

    [Test]
    public void An_address_that_is_also_written_out_counts_once_as_its_first_entry_says()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 7), HostEntry("h")));
        it.Resolve("h", 1, 2);
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1 2", 700)));
    }

    [Test]
    public void A_reload_keeps_what_names_resolved_to_and_the_health_of_it()
    {
        var it = Controlled.With(Named);
        it.Resolve("h", 1, 2);
        it.Probe(1, "-");
        it.Reload(Named with { Policy = PolicyKind.Random }, Pool("q", HostEntry("h")));
        Assert.That((it.Used("p"), it.Used("q")), Is.EqualTo(("2", "1 2")));
    }

    [Test]
    public void A_primary_whose_name_is_resolved_for_the_first_time_does_not_wait_for_the_failback_delay()
    {
        var it = Controlled.With(Named with { FailbackDelay = TimeSpan.FromMinutes(10) });
        Assert.That(it.Used(), Is.EqualTo("9"));
        it.Resolve("h", 1);
        Assert.That(it.Used(), Is.EqualTo("1"));
        it.Probe(1, "-++");
        Assert.That(it.Used(), Is.EqualTo("9"), "But after a failure it does.");
    }

    [Test]
    public void A_name_of_many_addresses_is_bounded()
    {
        var it = Controlled.With(Pool("p", HostEntry("h")));
        var many = Enumerable.Range(0, Limits.AddressesPerNameMax + 10).Select(
            i => new IPAddress([10, 1, (byte)(i >> 8), (byte)i]));
        it.Do(new NameResolved("h", [.. many]));
        Assert.That(it.State.FindPool("p")!.Backends, Has.Length.EqualTo(Limits.AddressesPerNameMax));
    }
}
