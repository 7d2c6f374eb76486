using L4Balancer.Fuzz.Coverage;

namespace L4Balancer.Fuzz.Tests.Coverage;

internal sealed class SeenEdgesTests
{
    private readonly byte[] _counters = new byte[CoverageMap.Size];

    [Test]
    public void An_edge_is_new_once_and_so_is_each_magnitude_of_its_count()
    {
        var seen = new SeenEdges();
        Assert.That(seen.Add(_counters), Is.False);
        _counters[7] = 1;
        Assert.That((seen.Add(_counters), seen.Add(_counters)), Is.EqualTo((true, false)));
        _counters[7] = 100;
        Assert.That((seen.Add(_counters), seen.Count), Is.EqualTo((true, 1)));
        _counters[7] = 101;
        Assert.That(seen.Add(_counters), Is.False);
        _counters[^1] = 255;
        Assert.That((seen.Add(_counters), seen.Count), Is.EqualTo((true, 2)));
    }
}
