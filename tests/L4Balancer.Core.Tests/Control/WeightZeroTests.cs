using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Weight 0: no new sessions, while the running ones stay.</summary>
internal sealed class WeightZeroTests
{
    [Test]
    public void It_gets_no_new_sessions_and_loses_none()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 0), Entry(2)));
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Reload(Pool("p", Entry(1), Entry(2, weight: 0)));
        Assert.That(it.Used(), Is.EqualTo("1"));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
        it.Reload(Pool("p", Entry(1), Entry(2, weight: 0)));
        Assert.That(it.Used(), Is.EqualTo("1"), "The file says so.");
    }

    [Test]
    public void It_is_probed_and_its_health_is_kept()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 0), Entry(2)));
        it.Probe(1, "---");
        it.Do(new WeightWanted("p", Address(1), 5));
        Assert.That(it.Used(), Is.EqualTo("2"), "It is down.");
        it.Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void It_is_set_and_taken_back_at_run_time()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 3), Entry(2)));
        it.Do(new WeightWanted("p", Address(1), 0));
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Reload(Pool("p", Entry(1, weight: 3), Entry(2)));
        Assert.That(it.Used(), Is.EqualTo("2"), "A reload of the same file keeps it.");
        it.Do(new WeightWanted("p", Address(1), null));
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1 2", 300)));
    }

    [Test]
    public void A_backend_that_leaves_it_begins_its_slow_start()
    {
        var pool = Pool("p", Entry(1, weight: 10), Entry(2)) with { SlowStart = TimeSpan.FromSeconds(10) };
        var it = Controlled.With(pool);
        it.At(1).Do(new WeightWanted("p", Address(1), 0));
        it.At(2).Do(new WeightWanted("p", Address(1), null));
        Assert.That(it.Weight(1), Is.LessThan(100));
        it.At(20);
        Assert.That(it.Weight(1), Is.EqualTo(1000));
    }

    [Test]
    public void A_tier_in_which_all_have_it_fails_over()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3, tier: 1)));
        it.Do(new WeightWanted("p", Address(1), 0));
        Assert.That(it.Tier(), Is.Zero);
        it.Do(new WeightWanted("p", Address(2), 0));
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((1, "3")));
        it.Do(new WeightWanted("p", Address(2), 1));
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "2")));
    }

    [Test]
    public void Not_even_panic_uses_it()
    {
        var it = Controlled.With(Pool("p", Entry(1, weight: 0), Entry(2)) with { Panic = PanicMode.UseAll });
        it.Probe(2, "---");
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Do(new WeightWanted("p", Address(2), 0));
        Assert.That((it.Used(), it.State.FindPool("p")!.HasEligible), Is.EqualTo(("", false)));
    }

    [Test]
    public void No_policy_picks_it()
    {
        foreach (var policy in Enum.GetValues<PolicyKind>())
        {
            var it = Controlled.With(Pool("p", Entry(1, weight: 0), Entry(2)) with { Policy = policy });
            for (var seed = 0UL; seed < 200; seed++)
            {
                var context = new L4Balancer.Core.Policies.PickContext(seed * 977, seed);
                it.Table.Pools["p"].TryPick(ref context, out var backend);
                Assert.That(backend!.Address, Is.EqualTo(Address(2)), $"{policy}");
            }
        }
    }
}
