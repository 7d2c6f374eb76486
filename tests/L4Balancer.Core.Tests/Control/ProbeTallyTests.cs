using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>The reported details of a backend's health: since when, why, and the results of its probes.</summary>
public sealed class ProbeTallyTests
{
    private static readonly PoolConfig Two = Pool("p", Entry(1), Entry(2));

    [Test]
    public void A_backend_tells_since_when_it_is_what_it_is_and_why()
    {
        var it = Controlled.With(Two);
        Assert.That(Said(it), Is.EqualTo((0.0, (string?)null)));
        it.At(3).Probe(1, "+");
        Assert.That(Said(it), Is.EqualTo((3.0, (string?)null)), "Before, it was unknown.");
        it.At(5).Probe(1, "--");
        Assert.That(Said(it), Is.EqualTo((3.0, (string?)null)));
        it.At(6).Probe(1, "-");
        Assert.That(Said(it), Is.EqualTo((6.0, "3 failures in a row, the last: probe: refused")));
        it.At(7).Probe(1, "-+");
        it.Reload(Two with { Policy = PolicyKind.Random });
        Assert.That(Said(it), Is.EqualTo((6.0, "3 failures in a row, the last: probe: refused")));
        it.At(8).Probe(1, "+");
        Assert.That(Said(it), Is.EqualTo((8.0, (string?)null)));
    }

    [Test]
    public void What_a_probe_has_found_out_is_kept_with_its_outcome()
    {
        var it = Controlled.With(Two);
        var found = new ProbeFindings { Role = ServerRole.Replica, Lag = TimeSpan.FromSeconds(3), WeightPercent = 50 };
        it.Do(new ProbeEnded(Target(1), ProbeOutcome.Good with { Findings = found }));
        Assert.That(it.State.Probes[Target(1)].Last.Findings, Is.EqualTo(found));
        it.Probe(1, "+");
        Assert.That(it.State.Probes[Target(1)].Last.Findings, Is.Null);
    }

    [Test]
    public void An_ejected_backend_tells_it_too()
    {
        var unprobed = new HealthConfig { Type = ProbeKind.None, Eject = TimeSpan.FromSeconds(10) };
        var it = Controlled.With(Two with { Health = unprobed });
        it.At(2).FailConnect(1, inRow: 3);
        Assert.That(Said(it), Is.EqualTo((2.0, "3 connects in a row failed, the last: refused")));
        it.At(12);
        Assert.That(Said(it), Is.EqualTo((12.0, (string?)null)));
    }

    [Test]
    public void A_backend_that_comes_later_is_new_since_then()
    {
        var it = Controlled.With(Two);
        it.At(9).Do(new BackendAddWanted("p", Entry(3)));
        Assert.That(it.Backend(3).TurnedAt, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }

    [Test]
    public void Outcomes_of_probes_are_counted_and_the_last_one_is_kept()
    {
        var it = Controlled.With(Two);
        Assert.That(Tally(it), Is.Null);
        it.At(1).Probe(1, "++-+");
        it.At(2);
        var slow = ProbeOutcome.Bad("timed out") with { Duration = TimeSpan.FromMilliseconds(250) };
        it.Do(new ProbeEnded(Target(1), slow));
        Assert.That(Tally(it), Is.EqualTo(new ProbeTally(3, 2, slow, TimeSpan.FromSeconds(2))));
        it.FailConnect(1);
        Assert.That(Tally(it)!.Value.Bad, Is.EqualTo(2), "A failed connect is no probe.");
    }

    [Test]
    public void Outcomes_that_turn_nobody_touch_no_pool()
    {
        var it = Controlled.With(Two);
        it.Probe(1, "+");
        var pool = it.State.FindPool("p");
        it.Forget();
        it.Probe(1, "+++");
        Assert.That(it.State.FindPool("p"), Is.SameAs(pool));
        Assert.That(it.Published, Is.Zero);
        Assert.That(Tally(it)!.Value.Good, Is.EqualTo(4));
    }

    [Test]
    public void Pools_that_share_a_probe_share_its_outcomes_and_a_reload_keeps_them()
    {
        var it = Controlled.With(Two, Two with { Name = "q" });
        it.Probe(1, "+-");
        it.Reload(Two);
        Assert.That((Tally(it)!.Value.Good, Tally(it)!.Value.Bad), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void What_is_probed_no_more_is_forgotten()
    {
        var it = Controlled.With(Two);
        it.Probe(1, "+");
        it.Reload(Pool("p", Entry(2)));
        it.Reload(Two);
        Assert.That(Tally(it), Is.Null);
        it.Probe(1, "+");
        it.Reload(Two with { Health = new HealthConfig { Type = ProbeKind.None } });
        Assert.That(Tally(it), Is.Null);
    }

    private static (double At, string? Cause) Said(Controlled it) =>
        (it.Backend(1).TurnedAt.TotalSeconds, it.Backend(1).Cause);

    private static ProbeTally? Tally(Controlled it) =>
        it.State.ProbesOf(it.State.FindPool("p")!, it.Backend(1));
}
