using L4Balancer.Bench.Compare.Memory;

namespace L4Balancer.Bench.Tests.Compare.Memory;

internal sealed class ProcessMemoryTests
{
    [TestCase("Pss:", 1234)]
    [TestCase("Pss_Anon:", 1000)]
    [TestCase("Swap:", 0)]
    public void A_field_is_found_by_its_full_name(string key, long value)
    {
        string[] lines = ["55d0-7ffd ---p 0 00:00 0 [rollup]", "Rss: 9999 kB", "Pss: 1234 kB", "Pss_Anon: 1000 kB"];
        Assert.That(ProcessMemory.FieldIn(lines, key), Is.EqualTo(value));
    }

    [Test]
    public void Wake_ups_of_an_ended_thread_are_not_subtracted()
    {
        var before = new Dictionary<string, long> { ["main"] = 10, ["ended"] = 50 };
        var after = new Dictionary<string, long> { ["main"] = 13, ["new"] = 2 };
        Assert.That(ProcessMemory.WakeUpsBetween(before, after), Is.EqualTo(5));
    }
}
