using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>A backend that joins a pool gets a trickle of sessions until its first outcome.</summary>
public sealed class TrialTests
{
    private static readonly HealthConfig None = new() { Type = ProbeKind.None };

    [Test]
    public void A_backend_that_a_reload_adds_weighs_a_hundredth_until_its_first_outcome()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Reload(Pool("p", Entry(1), Entry(2, weight: 3)));
        Assert.That((it.Weight(1), it.Weight(2)), Is.EqualTo((100, 3)));
        it.Forget();
        it.Probe(2, "+");
        Assert.That((it.Weight(1), it.Weight(2)), Is.EqualTo((100, 300)));
        Assert.That(it.Published, Is.EqualTo(1));
    }

    [Test]
    public void So_does_one_that_an_operator_adds()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Do(new BackendAddWanted("p", Entry(2)));
        Assert.That(it.Weight(2), Is.EqualTo(1));
    }

    [Test]
    public void So_does_one_that_a_name_adds()
    {
        var it = Controlled.With(Pool("p", Entry(1), HostEntry("a.test")));
        it.Resolve("a.test", 2);
        Assert.That(it.Weight(2), Is.EqualTo(1));
    }

    [Test]
    public void A_bad_first_outcome_takes_it_down_at_once()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Reload(Pool("p", Entry(1), Entry(2)));
        it.Probe(2, "-");
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void The_first_backends_of_a_pool_serve_fully()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, "+");
        Assert.That((it.Weight(1), it.Weight(2)), Is.EqualTo((100, 100)));
    }

    [Test]
    public void Backends_that_take_the_place_of_all_serve_fully_until_the_first_of_them_has_proved_itself()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Reload(Pool("p", Entry(2), Entry(3)));
        Assert.That((it.Weight(2), it.Weight(3)), Is.EqualTo((100, 100)));
        it.Probe(2, "+");
        Assert.That((it.Weight(2), it.Weight(3)), Is.EqualTo((100, 1)));
    }

    [Test]
    public void It_serves_fully_when_the_others_are_down()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Reload(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, "-");
        Assert.That((it.Used(), it.Weight(2)), Is.EqualTo(("2", 100)));
    }

    [Test]
    public void Without_probes_there_is_no_outcome_to_wait_for()
    {
        var it = Controlled.With(Pool("p", Entry(1)) with { Health = None });
        it.Reload(Pool("p", Entry(1), Entry(2)) with { Health = None });
        Assert.That(it.Weight(2), Is.EqualTo(100));
    }

    [Test]
    public void A_trial_and_a_slow_start_are_over_one_after_the_other()
    {
        var slow = Pool("p", Entry(1), Entry(2)) with { SlowStart = TimeSpan.FromSeconds(10) };
        var it = Controlled.With(slow with { Backends = [Entry(1)] });
        it.Reload(slow);
        Assert.That(it.At(5).Weight(2), Is.EqualTo(1));
        it.Probe(2, "+");
        Assert.That(it.Weight(2), Is.EqualTo(50));
        Assert.That(it.At(10).Weight(2), Is.EqualTo(100));
    }

    [TestCase(PolicyKind.PowerOfTwo)]
    [TestCase(PolicyKind.Random)]
    [TestCase(PolicyKind.RoundRobin)]
    [TestCase(PolicyKind.LeastConnections)]
    [TestCase(PolicyKind.SourceHash)]
    [TestCase(PolicyKind.First)]
    public void A_backend_that_hangs_takes_few_of_300_sessions_under_every_policy(PolicyKind policy)
    {
        var it = Controlled.With(Pool("p", Entry(2), Entry(3)) with { Policy = policy });
        it.Reload(Pool("p", Entry(1), Entry(2), Entry(3)) with { Policy = policy });
        var view = it.Table.Pools["p"];
        var taken = 0;
        for (var client = 0UL; client < 300; client++)
        {
            var context = new PickContext(SplitMix64.Mix(client), SplitMix64.Mix(client + 1000));
            Assert.That(view.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
            // Sessions on the hanging backend stay, as they do while clients wait for an answer; the others end.
            if (backend!.Address.Equals(Address(1))) taken++;
            else view.Release(backend);
        }

        Assert.That(taken, Is.LessThanOrEqualTo(9));
    }
}
