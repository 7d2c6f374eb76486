using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class TurnSequenceTests
{
    [TestCase(new[] { 5, 1, 1 }, "aabaaca")]
    [TestCase(new[] { 1, 1, 1, 1 }, "abcd")]
    [TestCase(new[] { 2, 1 }, "aba")]
    [TestCase(new[] { 3, 3, 6 }, "cabc")]
    [TestCase(new[] { 700 }, "a")]
    public void Turns_are_mixed_smoothly(int[] weights, string expected)
    {
        Assert.That(string.Concat(TurnSequence.Of(weights).Select(i => (char)('a' + i))), Is.EqualTo(expected));
    }

    [Test]
    public void Counts_equal_the_weights_and_never_differ_by_a_whole_turn_within_a_period()
    {
        foreach (var seed in TestSeeds.Take(2000))
        {
            var random = new SplitMix64(seed);
            var weights = new int[random.NextBetween(1, 30)];
            var max = random.NextBelow(3) switch { 0 => 3, 1 => 40, _ => 500 };
            for (var i = 0; i < weights.Length; i++) weights[i] = random.NextBetween(1, max);
            RequireWithinOneTurn(TurnSequence.Of(weights), weights, seed);
        }
    }

    [Test]
    public void A_period_is_the_shortest_that_gives_the_weights_exactly()
    {
        Assert.That(TurnSequence.Of([600, 400, 200]), Has.Length.EqualTo(6));
    }

    [Test]
    public void Weights_that_need_too_long_a_period_are_scaled_and_nobody_loses_its_turn()
    {
        foreach (var seed in TestSeeds.Take(50))
        {
            var random = new SplitMix64(seed);
            var weights = new int[random.NextBetween(100, 3000)];
            for (var i = 0; i < weights.Length; i++) weights[i] = random.NextBetween(1, 100_000);
            var sequence = TurnSequence.Of(weights);
            var counts = CountsOf(sequence, weights.Length);
            var perTurn = (double)weights.Sum(w => (long)w) / Limits.RoundRobinSequenceMax;
            var period = sequence.Length;
            TestSeeds.Require(period <= Limits.RoundRobinSequenceMax, seed, $"the period is {period}");
            TestSeeds.Require(counts.Min() >= 1, seed, $"a backend has no turn");
            for (var i = 0; i < weights.Length; i++)
            {
                // Half a turn of rounding; the scale may be smaller by the cost of rounding up to one turn.
                var expected = Math.Max(1, weights[i] / perTurn);
                var isClose = Math.Abs(counts[i] - expected) <= 0.5 + 0.02 * counts[i];
                TestSeeds.Require(isClose, seed, $"{i} has {counts[i]} turns for {expected}");
            }
        }
    }

    [Test]
    public void Equal_weights_stay_equal_when_scaled()
    {
        var weights = Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? 7 : 13).ToArray();
        var counts = CountsOf(TurnSequence.Of(weights), weights.Length);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(counts.Where((_, i) => i % 2 == 0).Distinct().Count(), Is.EqualTo(1));
            Assert.That(counts.Where((_, i) => i % 2 == 1).Distinct().Count(), Is.EqualTo(1));
        }
    }

    [Test]
    public void More_backends_than_the_longest_period_get_one_turn_each()
    {
        var weights = Enumerable.Range(0, Limits.RoundRobinSequenceMax + 10).Select(i => 1 + i % 3).ToArray();
        Assert.That(TurnSequence.Of(weights).Order(), Is.EqualTo(Enumerable.Range(0, weights.Length)));
    }

    private static void RequireWithinOneTurn(int[] sequence, int[] weights, ulong seed)
    {
        var total = weights.Sum(w => (long)w);
        var counts = new long[weights.Length];
        for (var turn = 1; turn <= sequence.Length; turn++)
        {
            counts[sequence[turn - 1]]++;
            for (var i = 0; i < weights.Length; i++)
            {
                // |count - turn * weight / total| < 1, in integers.
                var off = Math.Abs(counts[i] * total - turn * (long)weights[i]);
                var isClose = turn < sequence.Length ? off < total : off == 0;
                TestSeeds.Require(isClose, seed, $"{i} had {counts[i]} of {turn} turns for {weights[i]} of {total}");
            }
        }
    }

    private static int[] CountsOf(int[] sequence, int members)
    {
        var counts = new int[members];
        foreach (var member in sequence) counts[member]++;
        return counts;
    }
}
