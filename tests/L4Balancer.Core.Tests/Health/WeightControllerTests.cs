using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Tests.Policies;

namespace L4Balancer.Core.Tests.Health;

public sealed class WeightControllerTests
{
    /// <summary>The bound that docs/policies.md states.</summary>
    private const int IntervalsToSettle = 20;

    private static readonly double[] Equal = [0.01, 0.01, 0.01, 0.01];
    private static readonly int[] Ones = [1, 1, 1, 1];

    [TestCase(0.3)]
    [TestCase(0.6)]
    [TestCase(0.8)]
    [TestCase(0.9)]
    [TestCase(0.95)]
    public void Utilisations_become_equal_and_then_nothing_moves(double load)
    {
        foreach (var seed in TestSeeds.Take(200))
        {
            var random = new SplitMix64(seed);
            var pool = RandomPool(ref random, load);
            Run(pool, IntervalsToSettle);
            TestSeeds.Require(Unevenness(pool, load) < 0.15, seed, $"after the time to settle {Text(pool)}");
            Run(pool, IntervalsToSettle);
            var rested = pool.Percents;
            Run(pool, 100);
            TestSeeds.Require(Moved(rested, pool.Percents) < 0.001, seed, $"it still moved, to {Text(pool)}");
            TestSeeds.Require(Math.Abs(pool.Mean - 100) < 0.01, seed, $"the mean went to {pool.Mean}");
        }
    }

    [Test]
    public void Weights_rest_under_noise_and_their_mean_stays()
    {
        foreach (var seed in TestSeeds.Take(50))
        {
            var random = new SplitMix64(seed);
            var pool = new FluidPool(Equal, Ones, load: 0.8);
            var (least, most) = (100.0, 100.0);
            for (var i = 0; i < 500; i++)
            {
                pool.Interval(_ => random.NextBetween(80, 120) / 100.0);
                (least, most) = (Math.Min(least, pool.Percents.Min()), Math.Max(most, pool.Percents.Max()));
            }

            TestSeeds.Require(least > 70 && most < 140, seed, $"they went from {least} to {most}");
            TestSeeds.Require(Math.Abs(pool.Mean - 100) < 0.01, seed, $"the mean went to {pool.Mean}");
        }
    }

    [TestCase(50)]
    [TestCase(0.02)]
    public void A_single_wrong_reading_has_no_effect(double factor)
    {
        var pool = new FluidPool(Equal, Ones, load: 0.8);
        Run(pool, 10);
        var before = pool.Percents;
        pool.Interval(i => i == 0 ? factor : 1);
        Run(pool, 10);
        Assert.That(pool.Percents, Is.EqualTo(before).Within(0.001));
    }

    [Test]
    public void A_backend_that_is_a_thousand_times_slower_keeps_a_tenth_and_recovers_within_the_time_to_settle()
    {
        var pool = new FluidPool(Equal, Ones, load: 0.5);
        Run(pool, 10);
        Run(pool, IntervalsToSettle, i => i == 0 ? 1000 : 1);
        Assert.That(pool.Percents, Is.EqualTo(new double[] { 10, 130, 130, 130 }).Within(0.5));
        Run(pool, IntervalsToSettle);
        Assert.That(pool.Percents, Is.EqualTo(new double[] { 100, 100, 100, 100 }).Within(10));
    }

    [Test]
    public void A_backend_that_fails_fast_gets_two_and_a_half_times_its_share_at_most()
    {
        var pool = new FluidPool(Equal, Ones, load: 0.2);
        Run(pool, 100, i => i == 0 ? 0.001 : 1);
        Assert.That(pool.Percents, Is.EqualTo(new double[] { 250, 50, 50, 50 }).Within(10));
    }

    [Test]
    public void Configured_weights_that_are_right_are_left_alone()
    {
        // Twice the weight for twice the cores: the same response time at twice the load.
        var pool = Enumerable.Repeat(MeasuredWeight.New, 2).ToArray();
        for (var i = 0; i < 50; i++)
        {
            var share = 2 * pool[0].Percent / (2 * pool[0].Percent + pool[1].Percent);
            double[] utilisations = [share * 1.5 * 0.7, (1 - share) * 3 * 0.7];
            pool = [.. WeightController.Next(
                [.. pool.Select((known, k) => new MeasuredBackend(known, 2 - k, 1 - utilisations[k]))])];
        }

        Assert.That(pool.Select(known => known.Percent), Is.All.EqualTo(100).Within(0.001));
    }

    [Test]
    public void Without_readings_a_weight_stays_and_later_returns_to_what_is_configured()
    {
        var pool = Enumerable.Repeat(MeasuredWeight.New, 2).ToArray();
        for (var i = 0; i < 20; i++) pool = Next(pool, 1, 4);
        var settled = pool[0].Percent;
        for (var i = 0; i < Limits.SilentIntervalsMax; i++) pool = Next(pool, null, null);
        Assert.That(pool[0].Percent, Is.EqualTo(settled).Within(0.001).And.LessThan(50));
        for (var i = 0; i < 20; i++) pool = Next(pool, null, null);
        Assert.That(pool.Select(known => known.Percent), Is.All.EqualTo(100).Within(10));
    }

    [Test]
    public void Whatever_is_read_steps_bounds_and_the_mean_hold()
    {
        foreach (var seed in TestSeeds.Take(300))
        {
            var random = new SplitMix64(seed);
            var pool = Enumerable.Repeat(MeasuredWeight.New, random.NextBetween(1, 12)).ToArray();
            for (var i = 0; i < 60; i++)
            {
                var before = pool;
                pool = Next(pool, [.. pool.Select(_ => Anything(ref random))]);
                var percents = pool.Select(known => known.Percent).ToArray();
                var moved = Moved([.. before.Select(known => known.Percent)], percents);
                TestSeeds.Require(moved <= 2 * Math.Log(1.3) + 1e-6, seed, $"a weight changed by e^{moved}");
                var (least, most) = (percents.Min(), percents.Max());
                TestSeeds.Require(least >= 10 && most <= 250, seed, $"a weight is {least} or {most}");
                TestSeeds.Require(Math.Abs(percents.Average() - 100) < 0.01, seed, $"the mean is {percents.Average()}");
            }
        }
    }

    private static double? Anything(ref SplitMix64 random) =>
        random.NextBelow(5) == 0 ? null : Math.Exp(random.NextBetween(-10, 10));

    private static MeasuredWeight[] Next(MeasuredWeight[] pool, params double?[] readings) =>
        [.. WeightController.Next([.. pool.Select((known, i) => new MeasuredBackend(known, 1, readings[i]))])];

    private static void Run(FluidPool pool, int intervals, Func<int, double>? noise = null)
    {
        for (var i = 0; i < intervals; i++) pool.Interval(noise);
    }

    private static double Unevenness(FluidPool pool, double load) =>
        pool.Utilisations.Max(utilisation => Math.Abs(utilisation / load - 1));

    private static double Moved(double[] from, double[] to) =>
        from.Zip(to, (a, b) => Math.Abs(Math.Log(a / b))).Max();

    private static string Text(FluidPool pool) =>
        string.Join(' ', pool.Percents.Zip(pool.Utilisations, (p, u) => $"{p:0} %: {u:0.00}"));

    /// <summary>Up to four times as slow as one another, which no configured weight says.</summary>
    private static FluidPool RandomPool(ref SplitMix64 random, double load)
    {
        var seconds = new double[random.NextBetween(2, 12)];
        for (var i = 0; i < seconds.Length; i++) seconds[i] = 0.001 * random.NextBetween(10, 40);
        return new FluidPool(seconds, [.. seconds.Select(_ => 1)], load);
    }
}
