using L4Balancer.Bench.Compare.Machine;

namespace L4Balancer.Bench.Tests.Compare.Machine;

internal sealed class QuietRuleTests
{
    [TestCase(0.15, 0, false, QuietVerdict.Measure)]
    [TestCase(0.16, 0, false, QuietVerdict.Wait)]
    [TestCase(0.16, 29, false, QuietVerdict.Wait)]
    [TestCase(0.16, 30, false, QuietVerdict.Refuse)]
    [TestCase(0.10, 30, false, QuietVerdict.Measure)]
    [TestCase(1.00, 30, true, QuietVerdict.Measure)]
    public void A_busy_machine_is_refused_after_a_wait(
        double share, int waitedSeconds, bool isForced, QuietVerdict verdict) => Assert.That(
        QuietRule.Judge(share, TimeSpan.FromSeconds(waitedSeconds), isForced), Is.EqualTo(verdict));

    [TestCase(0.10, 0, false)]
    [TestCase(0.11, 0, true)]
    [TestCase(0.02, 0.09, true)]
    [TestCase(0.02, 0.08, false)]
    public void A_cell_is_noisy_when_others_and_the_hypervisor_take_too_much(
        double foreign, double stolen, bool isNoisy) =>
        Assert.That(QuietRule.IsNoisy(new MachineUse(1, foreign, stolen, [])), Is.EqualTo(isNoisy));

    [Test]
    public void The_refusal_names_the_busiest()
    {
        var use = new MachineUse(1, 0.5, 0, [("make (12)", 0.4), ("cc1 (13)", 0.1)]);
        Assert.That(QuietRule.Describe(use), Does.Contain("50 %").And.Contain("make (12) 40 %").And.Contain("--force"));
    }

    [Test]
    public void Others_are_the_use_of_the_machine_without_ours()
    {
        var before = Table(new(1, "ours", 1, 60, 40), new(2, "cc1", 2, 50, 0), new(4, "init", 4, 0, 0));
        ProcessStat[] after =
            [new(1, "ours", 1, 70, 90), new(2, "cc1", 2, 80, 0), new(3, "new", 3, 10, 0), new(4, "init", 4, 0, 99_999)];
        var use = MachineUse.Of(new MachineTimes(Busy: 100, Stolen: 20, All: 200), before, after, p => p.Id == 1);
        Assert.That(use.BusySeconds, Is.EqualTo(1));
        Assert.That(use.ForeignShare, Is.EqualTo(0.2));
        Assert.That(use.StolenShare, Is.EqualTo(0.1));
        Assert.That(use.Strangers, Is.EqualTo(new[] { ("cc1 (2)", 0.15), ("new (3)", 0.05) }));
    }

    /// <summary>The kernel counts ours exactly and the machine by samples, so ours can seem to be more.</summary>
    [Test]
    public void The_use_by_others_is_never_negative()
    {
        var use = MachineUse.Of(new MachineTimes(50, 0, 200), Table(), [new(1, "ours", 1, 60, 0)], _ => true);
        Assert.That(use.ForeignShare, Is.Zero);
    }

    private static Dictionary<int, ProcessStat> Table(params ProcessStat[] processes) =>
        processes.ToDictionary(p => p.Id);
}
