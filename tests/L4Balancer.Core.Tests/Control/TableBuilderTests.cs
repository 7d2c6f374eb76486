using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

public sealed class TableBuilderTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void A_pool_that_looks_the_same_keeps_its_view()
    {
        var it = Controlled.With(Two, Pool("q", Entry(3)));
        var (p, q) = (it.Table.Pools["p"], it.Table.Pools["q"]);
        it.Probe(1, "-");
        Assert.That(it.Table.Pools["p"], Is.Not.SameAs(p));
        Assert.That(it.Table.Pools["q"], Is.SameAs(q));
    }

    [Test]
    public void One_changed_pool_of_a_thousand_costs_no_new_dictionary()
    {
        // Allocations counted on this thread, not time: views of the one pool, and an array of references for all.
        var (few, many) = (BytesOfOneChange(10), BytesOfOneChange(1000));
        Assert.That(many - few, Is.LessThan(990 * 2 * IntPtr.Size + 4096));
    }

    [Test]
    public void Names_that_stay_keep_their_index()
    {
        var it = Controlled.With(Two, Pool("q", Entry(3)));
        var before = it.Table;
        it.Probe(1, "-");
        Assert.That(it.Table.Pools.HasIndexOf(before.Pools), Is.True);
        it.Reload(Pool("q", Entry(3)), Two);
        Assert.That(it.Table.Pools.HasIndexOf(before.Pools), Is.False);
        Assert.That(it.Table.Pools.Values.Select(pool => pool.Config.Name), Is.EqualTo(new[] { "q", "p" }));
        Assert.That(it.Table.Pools["p"].Set.All, Has.Length.EqualTo(2));
    }

    [Test]
    public void Several_changes_may_be_built_into_one_table()
    {
        var it = Controlled.With(Two, Pool("q", Entry(3)));
        var before = it.Table;
        it.Probe(1, "-").Probe(3, "-");
        var both = TableBuilder.Build(it.State, it.Counters, before);
        Assert.That(both.Pools["p"].Set.Eligible, Has.Length.EqualTo(1));
        Assert.That(both.Pools["q"].Set.Eligible, Is.Empty);
        Assert.That(both.Generation, Is.EqualTo(3));
    }

    [Test]
    public void A_set_holds_the_tier_in_use_in_the_order_of_the_config_the_down_ones_too()
    {
        var it = Controlled.With(Pool("p", Entry(3), Entry(1), Entry(9, tier: 1), Entry(2)));
        it.Probe(1, "-");
        var set = it.Table.Pools["p"].Set;
        Assert.That(set.All.Select(backend => backend.Address), Is.EqualTo(new[] { 3, 1, 2 }.Select(Address)));
        Assert.That(set.IsEligible, Is.EqualTo(new[] { true, false, true }));
    }

    [TestCase(0, int.MaxValue)]
    [TestCase(7, 7)]
    public void No_limit_is_the_largest_number(int configured, int limit)
    {
        var it = Controlled.With(Pool("p", Entry(1) with { MaxConnections = configured }));
        Assert.That(it.Table.Pools["p"].Set.All[0].MaxConnections, Is.EqualTo(limit));
    }

    [Test]
    public void Routes_lead_to_the_pools_of_the_same_table_and_are_compiled_once()
    {
        var it = new Controlled();
        var config = ConfigOf(Two, Pool("q", Entry(3))) with
        {
            Listeners =
            [
                new() { Name = "l", Bind = [], Pool = "p", Routes = [new() { Sni = ["a"], Pool = "q" }] },
                new() { Name = "plain", Bind = [], Pool = "p" },
            ],
        };
        it.Do(new ConfigAccepted(config));
        var (routed, plain) = (it.Table.Listeners["l"], it.Table.Listeners["plain"]);
        Assert.That(routed.Route("q"), Is.SameAs(it.Table.Pools["q"]));
        Assert.That(routed.Route(null), Is.SameAs(it.Table.Pools["p"]));
        it.Probe(3, "-");
        var next = it.Table.Listeners["l"];
        Assert.That(next.Route("q"), Is.SameAs(it.Table.Pools["q"]).And.Not.SameAs(routed.Route("q")));
        Assert.That(next.Routes!.Table, Is.SameAs(routed.Routes!.Table));
        Assert.That(it.Table.Listeners["plain"], Is.SameAs(plain));
        it.Do(new ConfigAccepted(config with { Listeners = [config.Listeners[0] with { Backlog = 5 }] }));
        Assert.That(it.Table.Listeners["l"].Routes!.Table, Is.SameAs(routed.Routes!.Table));
    }

    private static long BytesOfOneChange(int pools)
    {
        var it = Controlled.With([.. Enumerable.Range(0, pools).Select(i => Pool($"p{i}", Entry(1 + i % 2)))]);
        var before = it.Table;
        it.Intend(1, BackendIntent.Drain, "p0");
        TableBuilder.Build(it.State, it.Counters, before); // One-time allocations are made here.
        var start = GC.GetAllocatedBytesForCurrentThread();
        TableBuilder.Build(it.State, it.Counters, before);
        return GC.GetAllocatedBytesForCurrentThread() - start;
    }

    [Test]
    public void Listeners_lead_to_the_view_of_their_pool_in_the_same_table()
    {
        var it = new Controlled();
        var bind = new BindAddress(NetAddress.FromIp(IPAddress.Any, 1), false);
        var listener = new ListenerConfig { Name = "l", Bind = [bind], Pool = "p" };
        it.Do(new ConfigAccepted(ConfigOf(Two) with { Listeners = [listener] }));
        it.Probe(1, "-");
        Assert.That(it.Table.Listeners["l"].Config, Is.SameAs(listener));
        Assert.That(it.Table.Listeners["l"].Pool, Is.SameAs(it.Table.Pools["p"]));
    }
}
