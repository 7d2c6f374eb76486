using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Guarding;

namespace L4Balancer.Bench.Tests.Compare.Guarding;

internal sealed class GuardResultTests
{
    private static readonly GuardLine Line =
        GuardLine.All(new OwnBalancer("native"), new HaproxyBalancer(isSplicing: false), [])[0];

    [Test]
    public void A_line_has_ratio_interval_rounds_bound_and_verdict() => Assert.That(
        Of(GuardVerdict.Above, new MedianInterval(1.12, 1.18, 1.25)).Text,
        Is.EqualTo("redis-50: native against haproxy: 1.18 of the CPU per request (99 % interval 1.12 to 1.25, 10 "
            + "pairs of rounds, 14 s), allowed is 1.10: FAILED"));

    [TestCase(GuardVerdict.Below, false)]
    [TestCase(GuardVerdict.NotAbove, false)]
    [TestCase(GuardVerdict.Above, true)]
    [TestCase(GuardVerdict.NotMeasured, true)]
    public void A_ratio_above_the_bound_or_unknown_fails(GuardVerdict verdict, bool isRefused) =>
        Assert.That(Of(verdict, null).IsRefused, Is.EqualTo(isRefused));

    [Test]
    public void Another_build_is_a_second_reference()
    {
        var lines = GuardLine.All(
            new OwnBalancer("native"), new HaproxyBalancer(false), [new OwnBalancer("native", build: ("old", "/x"))]);
        Assert.That(
            lines.Select(l => $"{l.Workload.Name} {l.Reference.Name} {l.RatioMax}"),
            Is.EqualTo(new[]
            {
                "redis-50 haproxy 1.1", "bulk-1-down haproxy 0.95", "redis-50 old 1.1", "bulk-1-down old 1.1",
            }));
    }

    private static GuardResult Of(GuardVerdict verdict, MedianInterval? interval) =>
        new(Line, verdict, interval, 10, TimeSpan.FromSeconds(14));
}
