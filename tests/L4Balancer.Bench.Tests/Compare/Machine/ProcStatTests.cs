using L4Balancer.Bench.Compare.Machine;

namespace L4Balancer.Bench.Tests.Compare.Machine;

internal sealed class ProcStatTests
{
    [Test]
    public void A_process_with_any_name_is_parsed()
    {
        const string Text =
            "4242 (a) b (c) S 4100 4242 4200 0 -1 4194560 1 2 3 4 67 716 5 6 20 0 4 0 123 456 789 18446744073709551615";
        Assert.That(ProcessStat.Parse(Text), Is.EqualTo(new ProcessStat(4242, "a) b (c", 4200, 67 + 716, 5 + 6)));
    }

    [TestCase("")]
    [TestCase("no process")]
    [TestCase("1 (short) S 1")]
    public void Anything_else_is_invalid(string text) => Assert.That(ProcessStat.Parse(text), Is.Null);

    [Test]
    public void Interrupts_count_as_busy_and_waiting_for_disks_does_not()
    {
        var times = MachineTimes.Parse("cpu  1000 200 300 5000 60 7 80 9 11 12");
        Assert.That(times, Is.EqualTo(new MachineTimes(1000 + 200 + 300 + 7 + 80, 9, 6656)));
    }

    [Test]
    public void Only_the_line_of_all_cores_is_accepted() =>
        Assert.That(() => MachineTimes.Parse("cpu0 1 2 3 4 5 6 7 8"), Throws.TypeOf<FormatException>());

    [Test]
    public void This_process_is_found_among_the_real_ones() => Assert.That(
        ProcessStat.All().Select(p => p.Id), Does.Contain(Environment.ProcessId));
}
