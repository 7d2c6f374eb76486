namespace L4Balancer.Core.Policies;

/// <summary>
/// The number of turns of each backend in one period of a turn sequence: its weight, in the smallest integers of the
/// same proportion.
/// </summary>
internal static class TurnCounts
{
    /// <summary>
    /// Exact while the reduced weights sum up to at most <see cref="Limits.RoundRobinSequenceMax"/>. Beyond it they are
    /// scaled down to the largest period that fits: then every backend is off by at most half a turn of its scaled
    /// weight, but keeps at least one turn (above <see cref="Limits.RoundRobinSequenceMax"/> backends the period is one
    /// turn each), and equal weights stay equal.
    /// </summary>
    public static int[] Of(ReadOnlySpan<int> weights)
    {
        var turns = Reduce(weights);
        var max = Math.Max(Limits.RoundRobinSequenceMax, turns.Length);
        return Sum(turns) <= max ? turns : Reduce(Scale(turns, max));
    }

    private static int[] Reduce(ReadOnlySpan<int> weights)
    {
        var divisor = 0;
        foreach (var weight in weights) divisor = GreatestCommonDivisor(weight, divisor);
        var reduced = new int[weights.Length];
        for (var i = 0; i < reduced.Length; i++) reduced[i] = weights[i] / divisor;
        return reduced;
    }

    /// <summary>
    /// Finds, by bisection, the largest scale whose rounded turns sum up to at most <paramref name="max"/>.
    /// </summary>
    private static int[] Scale(int[] weights, int max)
    {
        var total = Sum(weights);
        var turns = new int[weights.Length];
        var (fits, fails) = (0, max + 1);
        while (fails - fits > 1)
        {
            var scale = fits + (fails - fits) / 2;
            Round(weights, total, scale, turns);
            if (Sum(turns) <= max) fits = scale;
            else fails = scale;
        }

        Round(weights, total, fits, turns);
        return turns;
    }

    private static void Round(int[] weights, long total, int scale, int[] turns)
    {
        for (var i = 0; i < turns.Length; i++)
        {
            turns[i] = (int)Math.Max(1, (2L * weights[i] * scale + total) / (2 * total));
        }
    }

    private static long Sum(int[] weights)
    {
        var sum = 0L;
        foreach (var weight in weights) sum += weight;
        return sum;
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
