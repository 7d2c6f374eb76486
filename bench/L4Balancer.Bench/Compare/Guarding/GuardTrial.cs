namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>How a trial ended.</summary>
internal enum GuardVerdict
{
    /// <summary>The ratio is below the bound.</summary>
    Below,

    /// <summary>The bound is within the interval: inconclusive.</summary>
    NotAbove,

    /// <summary>The ratio is above the bound.</summary>
    Above,

    /// <summary>Too many rounds failed.</summary>
    NotMeasured,
}

/// <summary>
/// Decides, pair by pair, whether a ratio is above a bound. It continues until the confidence interval of
/// the median lies on one side of the bound, or there are enough pairs: a noisy machine costs time and certainty,
/// but never fails the guard because of a few unlucky rounds.
/// </summary>
/// <param name="ratioMax">The bound, inclusive.</param>
internal sealed class GuardTrial(double ratioMax)
{
    /// <summary>
    /// Risk of each limit at each look. There are up to twelve looks, but they see mostly the same pairs: a ratio that
    /// is exactly the bound fails in less than 3 of 100 trials (GuardTrialTests).
    /// </summary>
    public const double Risk = 0.005;

    /// <summary>With fewer there is no interval at this risk.</summary>
    public const int PairsMin = 8;

    /// <summary>40 s of redis-50. More would detect smaller regressions, but take too long.</summary>
    public const int PairsMax = 30;

    /// <summary>With so many failed pairs the comparison is meaningless.</summary>
    private const int FailuresMax = PairsMin;

    private readonly List<double> _ratios = [];
    private int _failures;

    public int Pairs => _ratios.Count;

    /// <summary>Null before <see cref="PairsMin"/> pairs.</summary>
    public MedianInterval? Interval => MedianInterval.Of(_ratios, Risk);

    /// <param name="ratio">Of a pair of rounds, one directly after the other; null when one of them failed.</param>
    public void Add(double? ratio)
    {
        if (ratio is { } measured) _ratios.Add(measured);
        else _failures++;
    }

    /// <summary>Call it when equally many pairs began with either balancer.</summary>
    /// <param name="isLast">Whether there is no time for more pairs.</param>
    /// <returns>Null when more pairs are needed.</returns>
    public GuardVerdict? Verdict(bool isLast)
    {
        if (_failures > FailuresMax) return GuardVerdict.NotMeasured;
        if (Interval is not { } interval) return null;
        if (interval.Lower > ratioMax) return GuardVerdict.Above;
        if (interval.Upper <= ratioMax) return GuardVerdict.Below;
        return isLast || Pairs >= PairsMax ? GuardVerdict.NotAbove : null;
    }
}
