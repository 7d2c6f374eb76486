namespace L4Balancer.Core.Capacity;

/// <summary>The mean response time of a few seconds, in seconds, and the answers per second.</summary>
public readonly record struct CurvePoint(double AnswersPerSecond, double Response);

/// <summary>
/// Finds the load at which the response time of a backend doubled: its knee. Only a load that varied, and times that
/// grew with it, show one; then there is an estimate, otherwise the reason why there is none.
/// </summary>
/// <remarks>
/// The points are ordered by rate, not by requests in progress (rate x response time, Little's law): a backend that
/// is slow for a reason of its own has more requests in progress at the same rate, which would look like a knee.
/// </remarks>
/// <param name="Knee">The lowest load from which on the response time is twice that at low load; null if none was
/// seen.</param>
/// <param name="Why">Why there is no knee; empty if there is one.</param>
public sealed record ResponseCurve(CurvePoint? Knee, string Why)
{
    /// <summary>A mean of fewer answers is noise: such a point is better left out.</summary>
    public const int AnswersMin = 20;

    /// <summary>Two minutes of points at one per five seconds.</summary>
    private const int PointsMin = 24;

    /// <summary>From the tenth to the ninetieth percentile, the rate has to vary by this factor.</summary>
    private const double VariationMin = 1.5;

    private const double Growth = 2;

    /// <summary>Each point is the median of itself and its neighbours by rate, two on either side.</summary>
    private const int Reach = 2;

    public static ResponseCurve Of(IReadOnlyList<CurvePoint> points)
    {
        if (points.Count < PointsMin) return new ResponseCurve(null, "too few answers were measured");
        CurvePoint[] sorted = [.. points.OrderBy(p => p.AnswersPerSecond)];
        var (low, high) = (sorted[sorted.Length / 10], sorted[^(1 + sorted.Length / 10)]);
        var range = $"({Words.Number(low.AnswersPerSecond)} to {Words.Number(high.AnswersPerSecond)} answers/s)";
        if (high.AnswersPerSecond < VariationMin * low.AnswersPerSecond)
            return new ResponseCurve(null, $"the load varied too little in the last 15 minutes {range}");
        var unloaded = Median(sorted.AsSpan(0, sorted.Length / 3));
        var from = sorted.Length;
        while (from > 0 && Smooth(sorted, from - 1) >= Growth * unloaded) from--;
        return sorted.Length - from > Reach
            ? new ResponseCurve(new CurvePoint(sorted[from].AnswersPerSecond, Growth * unloaded), "")
            : new ResponseCurve(null, $"the response time did not grow with the load in the last 15 minutes {range}");
    }

    private static double Smooth(CurvePoint[] sorted, int at)
    {
        var from = Math.Clamp(at - Reach, 0, sorted.Length - 1 - 2 * Reach);
        return Median(sorted.AsSpan(from, 1 + 2 * Reach));
    }

    private static double Median(ReadOnlySpan<CurvePoint> points)
    {
        var times = new double[points.Length];
        for (var i = 0; i < times.Length; i++) times[i] = points[i].Response;
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
