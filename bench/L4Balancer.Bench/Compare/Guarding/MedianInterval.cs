namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>The median of a sample, and the limits between which the true median lies.</summary>
internal sealed record MedianInterval(double Lower, double Median, double Upper)
{
    /// <summary>
    /// The limits are values of the sample itself, chosen by the sign test: each value is above the true median with
    /// probability 1/2, whatever the distribution (Conover, Practical Nonparametric Statistics, section 3.2). So a few
    /// rounds disturbed by other programs cannot move them far.
    /// </summary>
    /// <param name="risk">
    /// Highest probability that the true median is below the lower limit, and again that it is above the upper limit.
    /// </param>
    /// <returns>Null if the sample is too small for this risk.</returns>
    public static MedianInterval? Of(IReadOnlyList<double> sample, double risk)
    {
        var outside = ValuesOutside(sample.Count, risk);
        if (outside < 0) return null;
        double?[] sorted = [.. sample.Order()];
        return new MedianInterval(
            sorted[outside]!.Value, Results.Median.Of(sorted)!.Value, sorted[^(outside + 1)]!.Value);
    }

    /// <summary>Values below the lower limit, by the binomial distribution; -1 when the sample is too small.</summary>
    private static int ValuesOutside(int count, double risk)
    {
        var term = Math.Pow(0.5, count);
        var sum = term;
        var outside = -1;
        while (sum <= risk)
        {
            outside++;
            term *= (double)(count - outside) / (outside + 1);
            sum += term;
        }

        return outside;
    }
}
