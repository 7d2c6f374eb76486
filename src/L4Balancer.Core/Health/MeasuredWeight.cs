namespace L4Balancer.Core.Health;

/// <summary>What <see cref="WeightController"/> knows of a backend: its weight so far, and how it came about.</summary>
public sealed record MeasuredWeight
{
    private const double GainMin = 1.0 / 32;
    private const double GainAtFirst = 0.5;

    /// <summary>Changes of less than a tenth are noise, or not worth a table.</summary>
    private static readonly double Hysteresis = Math.Log(1.1);

    /// <summary>At most 30 % per interval.</summary>
    private static readonly double StepMax = Math.Log(1.3);

    private const double Doubtful = 2;

    public static MeasuredWeight New { get; } = new();

    /// <summary>In percent of the weight that it has otherwise, from <see cref="Limits.MeasuredPercentMin"/> to <see
    /// cref="Limits.MeasuredPercentMax"/>.</summary>
    public double Percent { get; init; } = 100;

    /// <summary>The latest reading that counts; null if there is none.</summary>
    public double? Score { get; init; }

    /// <summary>The share of the distance to its target that the next step covers, at most 1.</summary>
    public double Gain { get; init; } = GainAtFirst;

    /// <summary>
    /// Whether the last reading was above (1) or below (-1) what is believed without another one; 0 is neither.
    /// </summary>
    public int Doubt { get; init; }

    /// <summary>Of the last step: -1 down, 1 up, 0 none yet.</summary>
    public int Direction { get; init; }

    /// <summary>The score is of this interval, or there is none to wait for: the weight may move.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Intervals since the last reading.</summary>
    public int Silent { get; init; }

    /// <summary>
    /// The same with the reading of this interval; null is none. A reading of more than twice the score, or less than
    /// half of it, counts only if the next one is on the same side, so that one wrong reading has no effect.
    /// </summary>
    /// <param name="reading">Above 0; in proportion to the load that the backend should have.</param>
    public MeasuredWeight Read(double? reading)
    {
        if (reading is not { } score)
        {
            var isOld = Silent >= Limits.SilentIntervalsMax;
            return this with { IsFresh = isOld, Score = isOld ? null : Score, Silent = isOld ? Silent : Silent + 1 };
        }

        var doubt = score > Score * Doubtful ? 1 : score < Score / Doubtful ? -1 : 0;
        var isFresh = doubt == 0 || doubt == Doubt;
        return this with
        {
            Score = isFresh ? score : Score,
            Doubt = isFresh ? 0 : doubt,
            IsFresh = isFresh,
            Silent = 0,
        };
    }

    /// <summary>
    /// One step towards a target. A step that goes back on the previous one is half as bold, one that continues it
    /// bolder: so the weight settles whatever the delay and the steepness of the backend's reaction are.
    /// </summary>
    /// <remarks>The rule is that of the step sizes of Rprop (Riedmiller and Braun, 1993).</remarks>
    public MeasuredWeight Approach(double target)
    {
        if (!IsFresh) return this;
        var distance = Math.Log(target / Percent);
        if (Math.Abs(distance) < Hysteresis) return this with { Gain = Math.Min(1, Gain * 1.1) };
        var direction = Math.Sign(distance);
        var gain = direction == Direction ? Math.Min(1, Gain * 1.3)
            : direction == -Direction ? Math.Max(GainMin, Gain / 2)
            : Gain;
        var step = Math.Clamp(gain * distance, -StepMax, StepMax);
        return this with { Percent = Percent * Math.Exp(step), Gain = gain, Direction = direction };
    }
}
