namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>How a trial ended.</summary>
internal enum GuardVerdict
{
    /// <summary>The ratio is below the bound.</summary>
    Below,

    /// <summary>The bound is within the interval still: nothing shows that the ratio is above it.</summary>
    NotAbove,

    /// <summary>The ratio is above the bound.</summary>
    Above,

    /// <summary>Too many rounds failed.</summary>
    NotMeasured,
}

/// <summary>
/// Decides from one pair of rounds after the other whether a ratio is above a bound. It goes on until the interval of
/// the median lies on one side of the bound, or there are enough pairs: so a noisy machine costs time and certainty,
/// and never condemns on a few unlucky rounds.
/// </summary>
/// <param name="ratioMax">The bound, which the ratio may reach.</param>
internal sealed class GuardTrial(double ratioMax)
{
    /// <summary>
    /// Risk of each limit at each look. There are up to twelve looks, but they see mostly the same pairs: a ratio that
    /// is exactly the bound is refused in less than 3 of 100 trials (GuardTrialTests).
    /// </summary>
    public const double Risk = 0.005;

    /// <summary>Fewer have no interval at this risk.</summary>
    public const int PairsMin = 8;

    /// <summary>40 s of redis-50. More would find smaller regressions, and nobody would wait for them.</summary>
    public const int PairsMax = 30;

    /// <summary>A machine on which so many pairs fail compares nothing.</summary>
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

    /// <summary>To be asked when as many pairs began with the one balancer as with the other.</summary>
    /// <param name="isLast">There is no time for more pairs.</param>
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
