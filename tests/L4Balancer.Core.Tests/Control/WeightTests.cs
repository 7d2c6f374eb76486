using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Weights that an operator sets while the balancer runs.</summary>
public sealed class WeightTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1, weight: 3), Entry(2));

    [Test]
    public void A_weight_is_in_force_at_once_and_in_the_config_in_force()
    {
        var it = Controlled.With(Two);
        it.Do(Weigh(1, 7));
        Assert.That(it.Weight(1), Is.EqualTo(700));
        Assert.That(it.Table.Pools["p"].Config.Backends[0].Weight, Is.EqualTo(7));
        Assert.That(it.State.EffectiveConfig.Pools[0].Backends[0].Weight, Is.EqualTo(7));
        Assert.That(it.State.Config.Pools[0].Backends[0].Weight, Is.EqualTo(3), "The file's own config stays.");
        Assert.That(it.Notices, Is.EqualTo(new[] { new WeightChanged("p", Address(1), 7) }));
        Assert.That(it.Published, Is.EqualTo(1));
    }

    [TestCase(null)]
    [TestCase(3)]
    public void The_weight_of_the_config_again_leaves_nothing_behind(int? weight)
    {
        var it = Controlled.With(Two);
        it.Do(Weigh(1, 7));
        it.Do(Weigh(1, weight));
        Assert.That(it.Weight(1), Is.EqualTo(300));
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.True);
        Assert.That(it.State.EffectiveConfig, Is.SameAs(it.State.Config));
    }

    [TestCase(null)]
    [TestCase(3)]
    public void A_weight_that_is_in_force_already_changes_nothing(int? weight)
    {
        var it = Controlled.With(Two);
        Assert.That(it.Do(Weigh(1, weight)), Is.Empty);
    }

    [Test]
    public void It_keeps_what_the_backend_is()
    {
        var it = Controlled.With(Two);
        it.Probe(1, "-");
        it.Intend(1, BackendIntent.Drain);
        it.Do(Weigh(1, 7));
        Assert.That((it.Backend(1).Health.IsUp, it.Backend(1).Intent), Is.EqualTo((false, BackendIntent.Drain)));
    }

    [Test]
    public void The_addresses_of_a_host_name_have_one_weight()
    {
        var it = Controlled.With(Pool("p", HostEntry("h"), Entry(9)));
        it.Resolve("h", 1, 2);
        it.Forget();
        it.Do(Weigh(2, 5));
        Assert.That((it.FullWeight(1), it.FullWeight(2), it.FullWeight(9)), Is.EqualTo((500, 500, 100)));
        Assert.That(
            it.Notices,
            Is.EqualTo(new[] { new WeightChanged("p", Address(1), 5), new WeightChanged("p", Address(2), 5) }));
        it.Resolve("h", 3);
        Assert.That(it.FullWeight(3), Is.EqualTo(500), "Those that come later, too.");
    }

    [Test]
    public void A_reload_that_says_nothing_new_about_the_weight_keeps_it()
    {
        var it = Controlled.With(Two);
        it.Do(Weigh(1, 7));
        it.Reload(Pool("p", Entry(5), Entry(1, tier: 1, weight: 3), Entry(2, weight: 4)));
        Assert.That(it.Backend(1).Config, Is.EqualTo(Entry(1, tier: 1, weight: 7)));
        Assert.That(it.Weight(2), Is.EqualTo(400));
    }

    [TestCase(4)]
    [TestCase(7)]
    public void A_reload_with_another_weight_wins(int weight)
    {
        var it = Controlled.With(Two);
        it.Do(Weigh(1, 7));
        it.Reload(Pool("p", Entry(1, weight: weight), Entry(2)));
        Assert.That(it.Weight(1), Is.EqualTo(weight * 100));
        Assert.That(it.State.FindPool("p")!.Overlay.IsEmpty, Is.True);
    }

    [Test]
    public void The_same_file_again_leaves_the_view_of_a_weighed_pool_alone()
    {
        var it = Controlled.With(Two);
        it.Do(Weigh(1, 7));
        var view = it.Table.Pools["p"];
        it.Reload(Pool("p", Entry(1, weight: 3), Entry(2)));
        Assert.That(it.Table.Pools["p"], Is.SameAs(view));
    }

    [Test]
    public void A_pool_that_left_the_file_and_returns_is_as_the_file_says()
    {
        var it = Controlled.With(Two, Pool("q", Entry(3)));
        it.Do(Weigh(1, 7));
        it.Reload(Pool("q", Entry(3)));
        it.Reload(Two, Pool("q", Entry(3)));
        Assert.That(it.Weight(1), Is.EqualTo(300));
    }

    [TestCase("q", 1, 5, "there is no pool \"q\"")]
    [TestCase("p", 9, 5, "the pool \"p\" has no backend 10.0.0.9:1")]
    [TestCase("p", 1, -1, "weight is 0 to 1000, not -1")]
    [TestCase("p", 1, 1001, "weight is 0 to 1000, not 1001")]
    public void What_cannot_be_is_refused(string pool, int number, int weight, string why)
    {
        var it = Controlled.With(Two);
        it.Do(new WeightWanted(pool, Address(number), weight));
        Assert.That((it.Refused, it.Published), Is.EqualTo((why, 0)));
        Assert.That(it.Weight(1), Is.EqualTo(300));
    }

    private static WeightWanted Weigh(int number, int? weight) => new("p", Address(number), weight);
}
