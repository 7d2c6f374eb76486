using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Probe outcomes, as seen in the table and by the operator.</summary>
public sealed class HealthTests
{
    [Test]
    public void Backend_needs_rise_successes_before_it_is_picked_again()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, "-");
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Probe(1, "+");
        Assert.That(it.Used(), Is.EqualTo("2"));
        it.Probe(1, "+");
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void Backend_leaves_the_table_with_its_last_bad_outcome_and_not_before()
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, "+--");
        Assert.That(it.Published, Is.Zero);
        it.Probe(1, "-");
        Assert.That(it.Published, Is.EqualTo(1));
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(it.Table.Generation, Is.EqualTo(2));
    }

    private static IEnumerable<TestCaseData> Causes()
    {
        yield return new TestCaseData("-", "probe: refused").SetArgDisplayNames("the first outcome");
        yield return new TestCaseData("+---", "3 failures in a row, the last: probe: refused")
            .SetArgDisplayNames("after fall");
    }

    [TestCaseSource(nameof(Causes))]
    public void The_operator_reads_why_a_backend_is_down_once(string outcomes, string cause)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, outcomes + "--");
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendDown("p", Address(1), cause) }));
        it.Forget();
        it.Probe(1, "++++");
        Assert.That(it.Notices, Is.EqualTo(new[] { new BackendUp("p", Address(1)) }));
    }

    /// <summary>
    /// Outcomes, and the delay in milliseconds after the last of them (interval 2 s, fast interval 500 ms).
    /// </summary>
    [TestCase("+", 2000, Description = "confirmed")]
    [TestCase("+-", 500, Description = "going down")]
    [TestCase("+-+", 2000, Description = "recovered")]
    [TestCase("-", 2000, Description = "down")]
    [TestCase("-+", 500, Description = "coming up")]
    [TestCase("-+-", 2000, Description = "down again")]
    [TestCase("-++", 2000, Description = "up")]
    public void The_next_probe_comes_sooner_while_the_state_is_changing(string outcomes, int delayMs)
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Probe(1, outcomes[..^1]);
        it.Forget();
        it.Probe(1, outcomes[^1..]);
        Assert.That(
            it.Effects.OfType<ProbeAfter>(),
            Is.EqualTo(new[] { new ProbeAfter(Target(1), TimeSpan.FromMilliseconds(delayMs)) }));
    }

    [Test]
    public void Pools_that_ask_the_same_of_one_address_share_a_probe_and_the_shortest_rhythm_wins()
    {
        var (one, two) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        var slow = new HealthConfig { Interval = TimeSpan.FromSeconds(9), Timeout = one, Fall = 1 };
        var quick = new HealthConfig { Interval = TimeSpan.FromSeconds(3), Timeout = two, Fall = 2 };
        var it = new Controlled();
        it.Reload(
            Pool("p", Entry(1)) with { Health = slow }, Pool("q", Entry(1)) with { Health = quick });

        var wanted = it.Effects.OfType<ProbesWanted>().Single().Schedules;
        var target = Target(1);
        Assert.That(
            wanted, Is.EqualTo(new[] { new ProbeSchedule(target, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)) }));

        it.Probe(1, "+");
        it.Forget();
        it.Probe(1, "-");
        Assert.That(it.Used("p"), Is.Empty, "One bad outcome is enough in p.");
        Assert.That(it.Used("q"), Is.EqualTo("1"), "It is not in q.");
        Assert.That(
            it.Effects.OfType<ProbeAfter>().Single().Delay,
            Is.EqualTo(TimeSpan.FromMilliseconds(750)),
            "q is changing, by its fast interval.");
    }

    [Test]
    public void Pools_that_ask_different_things_of_one_address_have_probes_of_their_own()
    {
        var other = new HealthConfig { Expect = ProbeBytes.FromText("+PONG") };
        var it = new Controlled();
        it.Reload(Pool("p", Entry(1)), Pool("q", Entry(1)) with { Health = other });

        Assert.That(
            it.Effects.OfType<ProbesWanted>().Single().Schedules.Select(schedule => schedule.Target),
            Is.EqualTo(new[] { Target(1), Target(1, other) }));
        it.Probe(1, "-", other);
        Assert.That(it.Used("p"), Is.EqualTo("1"));
        Assert.That(it.Used("q"), Is.Empty);
    }

    [Test]
    public void The_outcome_of_a_probe_that_was_removed_meanwhile_is_ignored()
    {
        var it = Controlled.With(Pool("p", Entry(1)));
        it.Probe(2, "-");
        it.Probe(1, "-", new HealthConfig { Expect = ProbeBytes.FromText("x") });
        Assert.That(it.Effects, Is.Empty);
    }

    [TestCase(OnDownAction.Reset, 1)]
    [TestCase(OnDownAction.Keep, 0)]
    public void On_down_decides_what_happens_to_running_sessions(OnDownAction action, int resets)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { OnDown = action });
        it.Probe(1, "----");
        Assert.That(
            it.Effects.OfType<ResetSessions>(),
            Is.EqualTo(Enumerable.Repeat(new ResetSessions("p", Address(1)), resets)));
        var publish = it.Effects.FindIndex(effect => effect is PublishTable);
        Assert.That(
            it.Effects.FindIndex(effect => effect is ResetSessions),
            Is.EqualTo(-1).Or.GreaterThan(publish),
            "Sessions come back at once.");
    }
}
