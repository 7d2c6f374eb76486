using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class WeightPartsTests
{
    private static readonly WeightParts Three = new(3);
    private static readonly RampShare Half = new(1, 2);

    private static IEnumerable<TestCaseData> Parts()
    {
        yield return Case("configured", Three, 300, 300);
        yield return Case("changed at run time", Three with { Changed = 7 }, 700, 700);
        yield return Case("reported", Three with { Reported = 50 }, 150, 150);
        yield return Case("measured", Three with { Measured = 200 }, 600, 600);
        yield return Case("reported and measured", Three with { Reported = 50, Measured = 10 }, 15, 15);
        yield return Case("reported as nothing", Three with { Reported = 0 }, 1, 1);
        yield return Case("half of a ramp", Three with { Ramp = Half }, 300, 150);
        yield return Case("the start of a ramp", Three with { Ramp = new RampShare(0, 10) }, 300, 1);
        yield return Case("on trial", Three with { IsTrial = true }, 300, 3);
        yield return Case("on trial at the start of a ramp", Three with { IsTrial = true, Ramp = new(0, 9) }, 300, 1);
        yield return Case("on trial with the least weight", new WeightParts(1) { IsTrial = true }, 100, 1);
        yield return Case(
            "all of them", Three with { Changed = 4, Reported = 50, Measured = 50, Ramp = Half }, 100, 50);
        yield return Case(
            "the largest weight and the longest ramp",
            new WeightParts(Limits.WeightMax) { Ramp = new(1, TimeSpan.TicksPerHour) }, 100_000, 1);
    }

    [TestCaseSource(nameof(Parts))]
    public void The_weight_is_computed_from_its_parts(WeightParts parts, int full, int inForce) =>
        Assert.That((parts.Full, parts.InForce), Is.EqualTo((full, inForce)));

    private static TestCaseData Case(string name, WeightParts parts, int full, int inForce) =>
        new TestCaseData(parts, full, inForce).SetArgDisplayNames(name);
}
