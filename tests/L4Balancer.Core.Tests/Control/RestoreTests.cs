using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>What another process that is told what this one remembers does from then on.</summary>
public sealed class RestoreTests
{
    private static readonly PoolConfig Three = Pool("p", Entry(1), Entry(2), Entry(3, tier: 1)) with
    {
        FailbackDelay = TimeSpan.FromSeconds(30),
        SlowStart = TimeSpan.FromSeconds(10),
    };

    private static readonly PoolConfig Named = Pool("n", HostEntry("a.example"), Entry(9));

    [Test]
    public void A_restored_balancer_asks_for_all_probes_and_names_and_tells_nothing()
    {
        var it = Controlled.With(Three, Named);
        it.Resolve("a.example", 4, 5);
        var restored = it.Restored(Three, Named);
        Assert.That(restored.Notices, Is.Empty);
        Assert.That(restored.Effects.OfType<ProbesWanted>().Single().Schedules, Has.Length.EqualTo(6));
        Assert.That(restored.Effects.OfType<NamesWanted>().Single().HostNames, Is.EqualTo(["a.example"]));
        Assert.That(restored.Used("n"), Is.EqualTo("4 5 9"));
        Assert.That(restored.Table.Generation, Is.EqualTo(it.Table.Generation + 1));
    }

    [Test]
    public void What_the_other_process_counts_meanwhile_is_added_to_the_tallies()
    {
        var pool = Three with { Health = new HealthConfig { Fall = 2 } };
        var it = Controlled.With(pool);
        it.Probe(1, "+++").Probe(2, "-");
        var restored = it.Restored(pool);
        restored.Probe(1, "-");
        var grown = new BackendTallies("p", Address(1));
        var gone = new BackendTallies("p", Address(77));
        grown.VisitCounters((string name, ref long counter) => counter = name == "suspicions/Hung" ? 3 : 10);
        restored.Do(new TalliesGrown([grown, gone]));
        var (state, pools, backend) = (restored.State, restored.State.Pools, restored.Backend(1));
        var (first, second) = (state.ProbesOf(pools[0], backend), state.ProbesOf(pools[0], restored.Backend(2)));
        Assert.That((first?.Good, first?.Bad, second?.Bad), Is.EqualTo((13, 11, 1)));
        Assert.That(backend.Memory.CountOf(StandingCause.Hung), Is.EqualTo(3));
        Assert.That(restored.Used(), Is.EqualTo(it.Used()), "nothing else follows");
    }

    [Test]
    public void Health_intent_and_the_failback_in_progress_go_on()
    {
        var it = Controlled.With(Three);
        it.Probe(1, "-").Probe(2, "-").At(5);
        it.Probe(1, "++++");
        it.Intend(2, BackendIntent.Maintenance);
        var restored = it.Restored(Three);
        Assert.That((restored.Tier(), restored.Used()), Is.EqualTo((1, "3")));
        Assert.That(restored.Backend(2).Intent, Is.EqualTo(BackendIntent.Maintenance));
        Assert.That(restored.At(34).Used(), Is.EqualTo("3"), "Its failback began at 5 seconds.");
        Assert.That(restored.At(36).Used(), Is.EqualTo("1"));
    }

    [Test]
    public void A_ramp_goes_on_where_it_was()
    {
        var it = Controlled.With(Three);
        it.Probe(1, "+").Probe(2, "-").At(2);
        it.Probe(2, "+++++").At(7);
        Assert.That(it.Weight(2), Is.EqualTo(50));
        var restored = it.Restored(Three);
        Assert.That(restored.Weight(2), Is.EqualTo(50));
        Assert.That(restored.At(13).Weight(2), Is.EqualTo(100));
    }

    [Test]
    public void An_ejection_ends_when_it_would_have()
    {
        var pool = Three with { Health = new HealthConfig { Type = ProbeKind.None, Eject = TimeSpan.FromSeconds(20) } };
        var it = Controlled.With(pool);
        for (var i = 1; i <= 5; i++) it.FailConnect(1, i);
        Assert.That(it.Used(), Is.EqualTo("2"));
        var restored = it.At(15).Restored(pool);
        Assert.That(restored.Used(), Is.EqualTo("2"));
        Assert.That(restored.At(21).Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void What_operators_have_changed_is_still_changed()
    {
        var it = Controlled.With(Three);
        it.Do(new BackendAddWanted("p", Entry(7, weight: 3)));
        it.Do(new WeightWanted("p", Address(1), 5));
        it.Do(new BackendRemoveWanted("p", Entry(2).Address));
        var restored = it.Restored(Three);
        Assert.That(restored.Refusals.Concat(it.Refusals), Is.Empty);
        Assert.That(restored.Used(), Is.EqualTo("1 7"));
        Assert.That((restored.FullWeight(1), restored.FullWeight(7)), Is.EqualTo((500, 300)));
    }

    [Test]
    public void The_tallies_of_probes_go_on()
    {
        var it = Controlled.With(Three);
        it.Probe(1, "+++-");
        var restored = it.Restored(Three).Probe(1, "-");
        var tally = restored.State.ProbesOf(restored.State.FindPool("p")!, restored.Backend(1))!.Value;
        Assert.That((tally.Good, tally.Bad), Is.EqualTo((3, 2)));
    }

    [Test]
    public void An_address_that_left_its_name_returns_with_its_intent()
    {
        var it = Controlled.With(Named);
        it.Resolve("a.example", 4, 5);
        it.Intend(5, BackendIntent.Drain, "n");
        it.Resolve("a.example", 4);
        var restored = it.At(5).Restored(Named);
        restored.Resolve("a.example", 4, 5);
        Assert.That(restored.Backend(5, "n").Intent, Is.EqualTo(BackendIntent.Drain));
    }

    [Test]
    public void A_pool_that_the_config_does_not_have_is_forgotten()
    {
        var it = Controlled.With(Three, Named);
        Assert.That(it.Restored(Named).State.Pools.Single().Config.Name, Is.EqualTo("n"));
    }

    /// <summary>From any history on, both do the same with what comes.</summary>
    [Test]
    public void A_restored_balancer_decides_as_the_first_one_would_have()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"Seed {seed}");
        for (var round = 0; round < 100; round++)
        {
            var random = new Random(seed + round);
            PoolConfig[] pools = [Three, Named, Pool("q", Entry(1), Entry(2)) with { Mode = FailoverMode.Manual }];
            var it = Controlled.With(pools);
            for (var i = random.Next(60); i > 0; i--) Happen(it, random.Next());
            var restored = it.Restored(pools);
            for (var i = 0; i < 40; i++)
            {
                var what = random.Next();
                Happen(it, what);
                Happen(restored, what);
                Assert.That(Shown(restored), Is.EqualTo(Shown(it)), $"round {round}, event {i}");
            }
        }
    }

    private static void Happen(Controlled it, int what)
    {
        var random = new Random(what);
        var number = random.Next(1, 4);
        switch (random.Next(9))
        {
            case 0: it.Probe(number, "++"); break;
            case 1: it.Probe(number, "---"); break;
            case 2: it.FailConnect(number, random.Next(1, 5)); break;
            case 3: it.Intend(number, random.Next(2) == 0 ? BackendIntent.Ready : BackendIntent.Drain); break;
            case 4: it.WantTier(random.Next(2), "q"); break;
            case 5: it.Do(new WeightWanted("p", Address(number), random.Next(1, 9))); break;
            case 6: it.Resolve("a.example", random.Next(4, 7), random.Next(4, 7)); break;
            case 7: it.Do(new ProbeLate(Target(number), TimeSpan.FromSeconds(1), TimeSpan.Zero)); break;
            default: it.At(Math.Round(it.Now + random.Next(1, 40) / 4.0, 2)); break;
        }
    }

    private static string Shown(Controlled it) => string.Join("; ", it.State.Pools.Select(pool =>
        $"{pool.Config.Name} {pool.ActiveTier} {it.Used(pool.Config.Name)}: " + string.Join(", ", pool.Backends.Select(
            b => $"{b.Address} {b.Health} {b.Standing.Kind} {b.Intent} {b.Weight.InForce} {b.TurnedAt} {b.Cause}"))));
}
