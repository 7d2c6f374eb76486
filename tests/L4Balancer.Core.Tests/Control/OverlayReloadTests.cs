using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>The effect of a reload on the entries that an operator added and removed.</summary>
public sealed class OverlayReloadTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void An_added_entry_stays_behind_those_of_the_file()
    {
        var it = Added(Entry(9, weight: 5));
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3)));
        Assert.That((it.Used(), it.FullWeight(9)), Is.EqualTo(("1 2 3 9", 500)));
        Assert.That(it.State.FindPool("p")!.Overlay.ChangesOf(Entry(9).Address), Is.EqualTo(new[] { "added" }));
    }

    [Test]
    public void An_added_entry_that_comes_into_the_file_is_as_the_file_says_and_stays_the_same_backend()
    {
        var it = Added(Entry(9, weight: 5));
        it.Intend(9, BackendIntent.Drain);
        it.Forget();
        it.Reload(Pool("p", Entry(9, weight: 2), Entry(1), Entry(2)));
        Assert.That((it.Used(), it.FullWeight(9)), Is.EqualTo(("1 2", 200)));
        Assert.That(it.Notices, Is.Empty);
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.True);
        it.Reload(Two);
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendRemoved("p", Address(9)) }));
    }

    [Test]
    public void The_weight_of_an_added_entry_is_kept_until_the_file_has_another_one_than_it_was_added_with()
    {
        var it = Added(Entry(9, weight: 5));
        it.Do(new WeightWanted("p", Address(9), 8));
        it.Reload(Pool("p", Entry(1), Entry(9, weight: 5)));
        Assert.That(it.FullWeight(9), Is.EqualTo(800));
        it.Reload(Pool("p", Entry(1), Entry(9, weight: 6)));
        Assert.That(it.FullWeight(9), Is.EqualTo(600));
    }

    [Test]
    public void A_removed_entry_stays_away_until_the_file_has_forgotten_it()
    {
        var it = Removed(Entry(1));
        it.Reload(Pool("p", Entry(1, weight: 7), Entry(2)));
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Reload(Pool("p", Entry(2)));
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.True);
        it.Reload(Two);
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_removed_primary_serves_again_when_the_file_leaves_no_other_one()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3, tier: 1)));
        it.Do(new BackendRemoveWanted("p", Entry(1).Address));
        it.Do(new BackendRemoveWanted("p", Entry(3).Address));
        it.Forget();
        it.Reload(Pool("p", Entry(1), Entry(2, tier: 1), Entry(3, tier: 1)));
        Assert.That(it.Used(), Is.EqualTo("1"));
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendAdded("p", Address(1)) }));
        Assert.That(it.State.FindPool("p")!.IndexOf(Address(3)), Is.Negative, "Backups may stay away.");
    }

    [Test]
    public void An_added_primary_stands_in_for_those_that_were_removed()
    {
        var it = Added(Entry(9));
        it.Do(new BackendRemoveWanted("p", Entry(1).Address));
        it.Do(new BackendRemoveWanted("p", Entry(2).Address));
        it.Reload(Two);
        Assert.That(it.Used(), Is.EqualTo("9"));
        it.Reload(Two with { Backends = [Entry(1), Entry(2), Entry(9, tier: 1)] });
        Assert.That(it.Used(), Is.EqualTo("1 2"), "The file made it a backup.");
    }

    [Test]
    public void The_other_pools_keep_their_view()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        var view = it.Table.Pools["q"];
        it.Do(new BackendAddWanted("p", Entry(9)));
        Assert.That(it.Table.Pools["q"], Is.SameAs(view));
        Assert.That(it.Used("q"), Is.EqualTo("1 2"));
    }

    [Test]
    public void Names_of_added_entries_are_asked_for_with_those_of_the_file()
    {
        var it = Added(HostEntry("h"));
        it.Forget();
        it.Reload(Two with { Backends = [Entry(1), HostEntry("f")] });
        Assert.That(it.Effects.OfType<NamesWanted>().Single().HostNames, Is.EqualTo(new[] { "f", "h" }));
    }

    private static Controlled Added(BackendConfig entry)
    {
        var it = Controlled.With(Two);
        it.Do(new BackendAddWanted("p", entry));
        return it;
    }

    private static Controlled Removed(BackendConfig entry)
    {
        var it = Controlled.With(Two);
        it.Do(new BackendRemoveWanted("p", entry.Address));
        return it;
    }
}
