namespace L4Balancer.Core.Tests.Policies;

/// <summary>Pearson's test of counts against expected shares, at a significance of one in a million.</summary>
internal static class ChiSquare
{
    private const double OneInAMillion = 4.753;

    public static double Of(IReadOnlyList<long> counts, IReadOnlyList<int> weights)
    {
        double total = counts.Sum(), sum = weights.Sum(weight => (long)weight);
        return counts.Zip(weights, (count, weight) => Distance(count, total * weight / sum)).Sum();
    }

    private static double Distance(double count, double expected) => (count - expected) * (count - expected) / expected;

    /// <summary>
    /// The critical value for this many categories, in the approximation of Wilson and Hilferty (1931).
    /// </summary>
    public static double Bound(int categories)
    {
        var k = categories - 1.0;
        return k * Math.Pow(1 - 2 / (9 * k) + OneInAMillion * Math.Sqrt(2 / (9 * k)), 3);
    }
}
