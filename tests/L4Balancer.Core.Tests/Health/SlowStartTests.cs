using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class SlowStartTests
{
    [TestCase(100, 10_000, 0, ExpectedResult = 1, Description = "Never 0, or it would never warm up")]
    [TestCase(100, 10_000, 499, ExpectedResult = 1)]
    [TestCase(100, 10_000, 500, ExpectedResult = 5, Description = "Steps of T/20")]
    [TestCase(100, 10_000, 999, ExpectedResult = 5)]
    [TestCase(100, 10_000, 5_000, ExpectedResult = 50)]
    [TestCase(100, 10_000, 9_999, ExpectedResult = 95)]
    [TestCase(100, 10_000, 10_000, ExpectedResult = 100)]
    [TestCase(100, 10_000, 50_000, ExpectedResult = 100)]
    [TestCase(
        100_000,
        3_600_000,
        1_800_000,
        ExpectedResult = 50_000,
        Description = "The largest weight and the longest ramp")]
    [TestCase(100, 1_000, 99, ExpectedResult = 1, Description = "Steps of at least 100 ms")]
    [TestCase(100, 1_000, 100, ExpectedResult = 10)]
    [TestCase(100, 50, 49, ExpectedResult = 1, Description = "A ramp shorter than one step")]
    [TestCase(100, 50, 50, ExpectedResult = 100)]
    [TestCase(100, 0, 0, ExpectedResult = 100, Description = "No slow start")]
    public int The_weight_ramps(int full, int durationMs, int elapsedMs) =>
        Weight(full, TimeSpan.FromMilliseconds(durationMs), TimeSpan.FromMilliseconds(elapsedMs));

    [TestCase(10_000, 0, ExpectedResult = 500)]
    [TestCase(10_000, 499, ExpectedResult = 500)]
    [TestCase(10_000, 500, ExpectedResult = 1_000)]
    [TestCase(10_000, 9_700, ExpectedResult = 10_000)]
    [TestCase(1_000, 0, ExpectedResult = 100)]
    [TestCase(250, 200, ExpectedResult = 250, Description = "The last step ends with the ramp")]
    [TestCase(50, 0, ExpectedResult = 50)]
    public double The_next_step_comes_at(int durationMs, int elapsedMs) =>
        SlowStart.NextStep(
            TimeSpan.FromMilliseconds(durationMs), TimeSpan.FromMilliseconds(elapsedMs)).TotalMilliseconds;

    [Test]
    public void The_weight_never_falls_and_changes_only_at_a_step([Values(1, 50, 100, 250, 333, 5_000)] int durationMs)
    {
        var duration = TimeSpan.FromMilliseconds(durationMs);
        var step = SlowStart.NextStep(duration, TimeSpan.Zero);
        var weight = Weight(700, duration, TimeSpan.Zero);
        for (var ms = 1; ms <= durationMs; ms++)
        {
            var now = TimeSpan.FromMilliseconds(ms);
            var next = Weight(700, duration, now);
            Assert.That(next, Is.GreaterThanOrEqualTo(weight));
            if (now < step) Assert.That(next, Is.EqualTo(weight), $"{ms} ms is before the step at {step}.");
            else step = SlowStart.NextStep(duration, now);
            weight = next;
        }

        Assert.That(weight, Is.EqualTo(700));
    }

    private static int Weight(int full, TimeSpan duration, TimeSpan elapsed) =>
        new WeightParts(full / 100) { Ramp = SlowStart.ShareAt(duration, elapsed) }.InForce;
}
