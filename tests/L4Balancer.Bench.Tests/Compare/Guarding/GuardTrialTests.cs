using L4Balancer.Bench.Compare.Guarding;

namespace L4Balancer.Bench.Tests.Compare.Guarding;

/// <summary>
/// The guard on known true ratios: how often it fails a good build, and how often it detects a regression. The
/// noise is that of two busy machines: log-normal, and in one pair of seven four times as large.
/// </summary>
internal sealed class GuardTrialTests
{
    private const int Trials = 2_000;
    private const double Bound = 1.10;

    /// <summary>Of a pair on a quiet machine, on a busy one, and beside six builds and test runs.</summary>
    private const double Quiet = 0.05;
    private const double Busy = 0.10;
    private const double Loaded = 0.20;

    /// <summary>The ratio that was measured where the native engine did worst: 0.98.</summary>
    [TestCase(0.98, Quiet)]
    [TestCase(0.98, Busy)]
    [TestCase(0.98, Loaded)]
    [TestCase(0.86, Loaded)]
    public void An_unchanged_build_does_not_fail(double ratio, double noise) =>
        Assert.That(ShareOf(GuardVerdict.Above, ratio, noise), Is.LessThanOrEqualTo(0.001));

    [TestCase(Quiet)]
    [TestCase(Loaded)]
    public void A_ratio_that_is_just_allowed_rarely_fails(double noise) =>
        Assert.That(ShareOf(GuardVerdict.Above, Bound, noise), Is.LessThan(0.03));

    /// <summary>Of 0.98, a fifth more is 1.18, and half more is 1.47.</summary>
    [TestCase(1.18, Quiet, 0.95)]
    [TestCase(1.18, Busy, 0.40)]
    [TestCase(1.47, Busy, 0.99)]
    [TestCase(1.47, Loaded, 0.90)]
    public void A_regression_fails(double ratio, double noise, double power) =>
        Assert.That(ShareOf(GuardVerdict.Above, ratio, noise), Is.GreaterThan(power));

    [Test]
    public void A_clear_case_takes_eight_pairs_and_a_close_one_thirty()
    {
        Assert.That(Outcome(0.5, Quiet, new Random(1)), Is.EqualTo((GuardVerdict.Below, GuardTrial.PairsMin)));
        Assert.That(Outcome(2.0, Quiet, new Random(1)), Is.EqualTo((GuardVerdict.Above, GuardTrial.PairsMin)));
        Assert.That(Outcome(Bound, Busy, new Random(1)), Is.EqualTo((GuardVerdict.NotAbove, GuardTrial.PairsMax)));
    }

    [Test]
    public void Without_time_for_more_it_decides_on_the_available_pairs_if_they_suffice_for_an_interval()
    {
        var trial = new GuardTrial(Bound);
        for (var i = 0; i < GuardTrial.PairsMin; i++)
        {
            Assert.That(trial.Verdict(isLast: true), Is.Null);
            trial.Add(i % 2 == 0 ? 1.0 : 1.2);
        }

        Assert.That(trial.Verdict(isLast: false), Is.Null);
        Assert.That(trial.Verdict(isLast: true), Is.EqualTo(GuardVerdict.NotAbove));
    }

    [Test]
    public void Failed_rounds_make_the_guard_fail()
    {
        var trial = new GuardTrial(Bound);
        for (var i = 0; i <= GuardTrial.PairsMin; i++) trial.Add(null);
        Assert.That(trial.Verdict(isLast: false), Is.EqualTo(GuardVerdict.NotMeasured));
    }

    /// <summary>The same seed each time: the figures are properties of the rule, not of the day.</summary>
    private static double ShareOf(GuardVerdict verdict, double ratio, double noise)
    {
        var random = new Random(31);
        var share = Enumerable.Range(0, Trials).Count(_ => Outcome(ratio, noise, random).Verdict == verdict)
            / (double)Trials;
        TestContext.Out.WriteLine($"{verdict} at a true ratio of {ratio} with noise of {noise}: {share:P1}");
        return share;
    }

    private static (GuardVerdict Verdict, int Pairs) Outcome(double ratio, double noise, Random random)
    {
        var trial = new GuardTrial(Bound);
        while (true)
        {
            trial.Add(ratio * Noise(noise, random));
            trial.Add(ratio * Noise(noise, random));
            if (trial.Verdict(isLast: false) is { } verdict) return (verdict, trial.Pairs);
        }
    }

    private static double Noise(double deviation, Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Exp(normal * deviation * (random.Next(7) == 0 ? 4 : 1));
    }
}
