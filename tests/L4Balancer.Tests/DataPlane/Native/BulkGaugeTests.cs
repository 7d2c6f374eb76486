using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Native;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>When a direction is spliced and when it is copied.</summary>
internal sealed class BulkGaugeTests
{
    private const int KiB = 1024;

    [TestCase(100, false)]
    [TestCase(4 * KiB, false)]
    [TestCase(8 * KiB, false)]
    [TestCase(16 * KiB, true)]
    [TestCase(64 * KiB, true)]
    public void Reads_of_one_size_decide_by_it(int size, bool isBulk)
    {
        var gauge = new BulkGauge(RelayKind.Adaptive);
        for (var i = 0; i < 20; i++) gauge.Count(size);
        Assert.That(gauge.IsBulk, Is.EqualTo(isBulk));
    }

    [Test]
    public void One_large_read_is_not_a_bulk_when_small_ones_follow()
    {
        var gauge = new BulkGauge(RelayKind.Adaptive);
        for (var i = 0; i < 20; i++)
        {
            gauge.Count(i == 10 ? 40 * KiB : 100);
            Assert.That(gauge.IsBulk, Is.False);
        }
    }

    [Test]
    public void Messages_that_take_a_large_read_and_a_small_one_are_a_bulk()
    {
        var gauge = new BulkGauge(RelayKind.Adaptive);
        for (var i = 0; i < 20; i++) gauge.Count(i % 2 == 0 ? 64 * KiB : 20);
        Assert.That(gauge.IsBulk, Is.True);
    }

    [Test]
    public void A_bulk_that_ends_is_copied_again_and_does_not_go_to_and_fro()
    {
        var gauge = new BulkGauge(RelayKind.Adaptive);
        for (var i = 0; i < 10; i++) gauge.Count(64 * KiB);
        var changes = 0;
        for (var i = 0; i < 50; i++)
        {
            var before = gauge.IsBulk;
            gauge.Count(9 * KiB + i % 3 * KiB);
            if (gauge.IsBulk != before) changes++;
        }

        Assert.That((changes, gauge.IsBulk), Is.EqualTo((0, true)));
        for (var i = 0; i < 20; i++) gauge.Count(100);
        Assert.That(gauge.IsBulk, Is.False);
    }

    [Test]
    public void What_is_forced_stays([Values] bool splice, [Values(100, 64 * KiB)] int size)
    {
        var gauge = new BulkGauge(splice ? RelayKind.Splice : RelayKind.Copy);
        for (var i = 0; i < 20; i++) gauge.Count(size);
        Assert.That(gauge.IsBulk, Is.EqualTo(splice));
    }
}
