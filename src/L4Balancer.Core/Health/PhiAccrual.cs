namespace L4Balancer.Core.Health;

/// <summary>
/// Says when the answer to a probe is late: the suspicion phi = -log10(P(an answer takes longer)) reaches
/// <see cref="Threshold"/>, where answers are normally distributed as the last ones were. So the suspicion adapts to
/// the server and to the network, long before the timeout of the probe. A mutable value; one thread at a time.
/// </summary>
/// <remarks>
/// Source: Hayashibara, Defago, Yared and Katayama, "The phi accrual failure detector", SRDS 2004; threshold and the
/// smallest deviation are those of Akka's detector. The durations of good probes take the place of its heartbeats, so
/// neither the interval nor its jitter matters.
/// </remarks>
public struct PhiAccrual
{
    /// <summary>One answer in 100 million would be later.</summary>
    public const double Threshold = 8;

    /// <summary>The deviations above the mean at which a normal distribution has phi 8.</summary>
    private const double Deviations = 5.612;

    /// <summary>Milliseconds: a server that is quick every time is not late for a hiccup.</summary>
    private const double DeviationMin = 100;

    private const int CountMin = 3;

    /// <summary>The weight of an answer: the last sixteen or so count.</summary>
    private const double Weight = 1.0 / 16;

    private double _mean; // Milliseconds, as is the deviation.
    private double _variance;
    private int _count;

    /// <summary>The mean of the last good probes.</summary>
    public readonly TimeSpan Usual => TimeSpan.FromMilliseconds(_mean);

    /// <summary>How long an answer takes when it is late; null while too few are known.</summary>
    public readonly TimeSpan? LateAfter => _count < CountMin
        ? null
        : TimeSpan.FromMilliseconds(_mean + Deviations * Math.Max(DeviationMin, Math.Sqrt(_variance)));

    /// <summary>A good probe took so long.</summary>
    public void Add(TimeSpan took)
    {
        var weight = Math.Max(Weight, 1.0 / (_count + 1));
        var difference = took.TotalMilliseconds - _mean;
        _mean += weight * difference;
        _variance = (1 - weight) * (_variance + weight * difference * difference);
        if (_count < 1 / Weight) _count++;
    }
}
