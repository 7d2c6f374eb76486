using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Backends that real traffic or a late probe makes suspected.</summary>
public sealed class SuspicionTests
{
    private static readonly HealthConfig Asking = new() { Expect = ProbeBytes.FromText("+PONG") };

    [Test]
    public void A_hung_backend_is_suspected_at_once_and_probed()
    {
        var it = Three();
        it.Do(Hung(1));
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("2 3", 1)));
        Assert.That(it.Published, Is.EqualTo(1));
        Assert.That(it.Effects.OfType<ProbeAfter>(), Is.EqualTo(new[] { new ProbeAfter(Target(1), TimeSpan.Zero) }));
        Assert.That(
            it.Notices, Is.EqualTo(new[]
            {
                new BackendSuspected(
                    "p", Address(1), StandingCause.Hung,
                    "14 sessions wait, oldest 320 ms, nothing received for 310 ms; siblings answer in 0.4 ms"),
            }));
        var suspected = it.Backend(1);
        Assert.That((suspected.Health.IsUp, suspected.IsEligible), Is.EqualTo((true, true)));
        Assert.That(suspected.Cause, Is.Null);
    }

    [Test]
    public void The_first_bytes_clear_it()
    {
        var it = Three();
        it.Do(Hung(1));
        it.At(6).Do(new SilenceEnded("p", Address(1)));
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1 2 3", 100)));
        Assert.That(
            it.Notices.Last(),
            Is.EqualTo(new SuspicionEnded("p", Address(1), "it answers", TimeSpan.FromSeconds(6))));
        Assert.That(it.Backend(1).Memory.WrongSuspicions, Is.Zero, "It was silent for six seconds.");
    }

    [Test]
    public void A_suspicion_that_bytes_contradict_soon_needs_twice_the_evidence_next_time()
    {
        var it = Three();
        it.Do(Hung(1, oldest: 60));
        it.At(0.4).Do(new SilenceEnded("p", Address(1)));
        it.At(1).Do(Hung(1, oldest: 79));
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
        it.Do(Hung(1, oldest: 80));
        Assert.That(it.Used(), Is.EqualTo("2 3"));
    }

    [Test]
    public void A_good_probe_with_an_answer_clears_it_and_is_remembered()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Asking });
        it.At(10).Do(Hung(1));
        it.At(10.1).Do(Probed(Asking, took: 0.2));
        Assert.That(it.Used(), Is.EqualTo("2"), "That probe was asked before the suspicion.");
        it.At(10.2).Do(Probed(Asking, took: 0.1));
        Assert.That((it.Used(), it.Backend(1).Memory.WrongSuspicions), Is.EqualTo(("1 2", 1)));
    }

    [Test]
    public void A_plain_probe_says_nothing_about_a_hung_backend()
    {
        var it = Three();
        it.Do(Hung(1));
        it.At(2).Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("2 3"), "The kernel of a stopped server answers it.");
    }

    [Test]
    public void Never_more_than_half_of_a_pool_is_suspected_and_never_the_last_one()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3), Entry(4), Entry(5)));
        it.Do(Hung(1), Hung(2), Hung(3), Hung(4), Hung(5));
        Assert.That(it.Used(), Is.EqualTo("3 4 5"));
        var two = Controlled.With(Pool("p", Entry(1), Entry(2)));
        two.Do(Hung(1), Hung(2));
        Assert.That(two.Used(), Is.EqualTo("2"));
        var one = Controlled.With(Pool("p", Entry(1)));
        Assert.That(one.Do(Hung(1)), Is.Empty);
    }

    [Test]
    public void A_suspected_backend_serves_when_nothing_else_does()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Do(Hung(1));
        it.Probe(2, "-");
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1", 100)));
        it.Probe(2, "++");
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("2", 1)));
    }

    [Test]
    public void Probes_that_take_it_down_end_the_suspicion()
    {
        var it = Three();
        it.Do(Hung(1));
        it.Probe(1, "-");
        Assert.That((it.Used(), it.Backend(1).Standing), Is.EqualTo(("2 3", BackendStanding.Good)));
        it.Probe(1, "++");
        Assert.That(it.Used(), Is.EqualTo("1 2 3"));
    }

    [Test]
    public void A_late_probe_makes_it_suspected_and_a_good_one_clears_it()
    {
        var it = Three();
        it.Do(new ProbeLate(Target(1), TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(1)));
        Assert.That(it.Used(), Is.EqualTo("2 3"));
        Assert.That(
            it.Notices.OfType<BackendSuspected>().Single().Why,
            Is.EqualTo("a probe has had no answer for 600 ms; usual are 1.0 ms"));
        it.Do(new SilenceEnded("p", Address(1)));
        Assert.That(it.Used(), Is.EqualTo("2 3"), "Bytes of old sessions do not say that new ones work.");
        it.At(2).Probe(1, "+");
        Assert.That((it.Used(), it.Backend(1).Memory.WrongSuspicions), Is.EqualTo(("1 2 3", 0)));
    }

    private static IEnumerable<TestCaseData> SwitchedOff()
    {
        yield return new TestCaseData(
                new HungConfig { Detect = false }, new HealthConfig { SuspectLate = false })
            .SetArgDisplayNames("both");
    }

    [TestCaseSource(nameof(SwitchedOff))]
    public void What_is_switched_off_suspects_nobody_and_a_reload_ends_it(HungConfig hung, HealthConfig health)
    {
        var pool = Pool("p", Entry(1), Entry(2), Entry(3), Entry(4));
        var it = Controlled.With(pool);
        var late = new ProbeLate(Target(2), TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(1));
        it.Do(Hung(1), late);
        Assert.That(it.Used(), Is.EqualTo("3 4"));
        it.Reload(pool with { Hung = hung, Health = health });
        Assert.That(it.Used(), Is.EqualTo("1 2 3 4"));
        it.Do(Hung(1), late);
        Assert.That(it.Used(), Is.EqualTo("1 2 3 4"));
    }

    [Test]
    public void A_suspected_backend_gets_a_session_a_second_and_none_while_one_waits([Values] PolicyKind policy)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3)) with { Policy = policy });
        it.Do(Hung(1));
        var pool = it.Table.Pools["p"];
        var signals = pool.AllCounters[Address(1)].Signals;
        Assert.That(PicksOfSuspect(pool, from: 1000, to: 4000), Is.EqualTo(3));
        signals.Ask(4_000_000);
        Assert.That(PicksOfSuspect(pool, from: 4000, to: 9000), Is.Zero);
        signals.Answer(1, isTypical: true, 9_000_000);
        Assert.That(PicksOfSuspect(pool, from: 9000, to: 10_000), Is.EqualTo(1));
    }

    [Test]
    public void A_suspected_backend_is_the_last_resort_of_a_session_that_no_other_can_take([Values] PolicyKind policy)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Policy = policy });
        it.Do(Hung(1));
        var pool = it.Table.Pools["p"];
        pool.AllCounters[Address(1)].Signals.Ask(1);
        var context = new PickContext(1, 1) { Now = 1 };
        Assert.That(pool.TryPick(ref context, out var first), Is.EqualTo(PickResult.Picked));
        Assert.That(pool.TryPick(ref context, out var second), Is.EqualTo(PickResult.Picked));
        Assert.That((first!.Address, second!.Address), Is.EqualTo((Address(2), Address(1))));
        Assert.That(pool.TryPick(ref context, out _), Is.EqualTo(PickResult.AllTried));
        Assert.That(pool.Retries, Is.EqualTo(1));
    }

    private static int PicksOfSuspect(PoolView pool, int from, int to)
    {
        var count = 0;
        for (var ms = from; ms < to; ms += 3)
        {
            var context = new PickContext((ulong)ms, (ulong)ms) { Now = ms * 1000L };
            Assert.That(pool.TryPick(ref context, out var backend), Is.EqualTo(PickResult.Picked));
            if (backend!.Address.Equals(Address(1))) count++;
            pool.Release(backend);
        }

        return count;
    }

    private static Controlled Three() => Controlled.With(Pool("p", Entry(1), Entry(2), Entry(3)));

    private static ProbeEnded Probed(HealthConfig health, double took) =>
        new(Target(1, health), ProbeOutcome.Good with { Duration = TimeSpan.FromSeconds(took) });

    private static HangSeen Hung(int number, double oldest = 320)
    {
        var facts = new HangFacts(
            14, TimeSpan.FromMilliseconds(oldest), TimeSpan.FromMilliseconds(oldest - 10),
            TimeSpan.FromMilliseconds(0.4), TimeSpan.FromMilliseconds(0.4), 90);
        return new HangSeen("p", Address(number), facts);
    }
}
