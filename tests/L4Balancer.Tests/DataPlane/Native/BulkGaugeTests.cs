using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Native;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>When a direction is spliced and when it is copied.</summary>
internal sealed class BulkGaugeTests
{
    private const int Small = 100;
    private const int Large = 64 * 1024;

    [TestCase(RelayKind.Adaptive, new int[0], false)]
    [TestCase(RelayKind.Adaptive, new[] { Large }, false, Description = "One large read is not a bulk.")]
    [TestCase(RelayKind.Adaptive, new[] { Large, Large }, true)]
    [TestCase(RelayKind.Adaptive, new[] { Large, Small, Large }, false)]
    [TestCase(RelayKind.Adaptive, new[] { Large, Large, Small, Small, Small }, true,
        Description = "A few small reads between large ones are still a bulk.")]
    [TestCase(RelayKind.Adaptive, new[] { Large, Large, Small, Small, Small, Small }, false)]
    [TestCase(RelayKind.Adaptive, new[] { Large, Large, Small, Small, Small, Large, Small, Small, Small }, true)]
    [TestCase(RelayKind.Copy, new[] { Large, Large, Large }, false)]
    [TestCase(RelayKind.Splice, new int[0], true)]
    [TestCase(RelayKind.Splice, new[] { Small, Small, Small, Small, Small }, true)]
    public void Reads_decide_whether_the_next_is_spliced(RelayKind kind, int[] reads, bool isBulk)
    {
        var gauge = new BulkGauge(kind);
        foreach (var read in reads) gauge.Count(read);
        Assert.That(gauge.IsBulk, Is.EqualTo(isBulk));
    }
}
