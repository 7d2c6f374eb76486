using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class PhiAccrualTests
{
    [Test]
    public void Too_few_answers_say_nothing()
    {
        var phi = default(PhiAccrual);
        phi.Add(Milliseconds(1));
        phi.Add(Milliseconds(1));
        Assert.That(phi.LateAfter, Is.Null);
        phi.Add(Milliseconds(1));
        Assert.That(phi.LateAfter, Is.Not.Null);
    }

    [Test]
    public void A_server_that_is_quick_every_time_is_late_after_half_a_second()
    {
        var phi = Of(Enumerable.Repeat(1.0, 100));
        Assert.That(phi.LateAfter!.Value.TotalMilliseconds, Is.EqualTo(1 + 561.2).Within(0.1));
        Assert.That(phi.Usual.TotalMilliseconds, Is.EqualTo(1).Within(0.001));
    }

    [Test]
    public void The_suspicion_at_that_moment_is_eight()
    {
        // Answers of 200 and 1000 ms in turn: mean 600, deviation 400.
        var phi = Of(Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 200.0 : 1000.0));
        var deviations = (phi.LateAfter!.Value.TotalMilliseconds - 600) / 400;
        Assert.That(PhiAt(deviations), Is.EqualTo(PhiAccrual.Threshold).Within(0.5));
    }

    [Test]
    public void The_last_answers_count_more_than_the_first()
    {
        var phi = Of(Enumerable.Repeat(1000.0, 100).Concat(Enumerable.Repeat(10.0, 100)));
        Assert.That(phi.Usual.TotalMilliseconds, Is.InRange(10, 15));
    }

    /// <summary>Of the normal distribution, by the continued fraction of its upper tail.</summary>
    private static double PhiAt(double deviations)
    {
        var fraction = deviations;
        for (var k = 60; k >= 1; k--) fraction = deviations + k / fraction;
        var tail = Math.Exp(-deviations * deviations / 2) / Math.Sqrt(2 * Math.PI) / fraction;
        return -Math.Log10(tail);
    }

    private static PhiAccrual Of(IEnumerable<double> answers)
    {
        var phi = default(PhiAccrual);
        foreach (var answer in answers) phi.Add(Milliseconds(answer));
        return phi;
    }

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
}
