namespace L4Balancer.Admin.History;

/// <summary>The changes of a backend, or of a whole pool, between two snapshots.</summary>
/// <param name="Picks">Null if unknown: the backend is new, or its counters were reset.</param>
/// <param name="Connects">Connects by bucket; null if unknown.</param>
internal readonly record struct BackendChange(
    long? Picks, long? Bytes, IReadOnlyList<double> Bounds, long[]? Connects)
{
    public static BackendChange Between(BackendCount? before, BackendCount now)
    {
        var bounds = now.Connects.Bounds;
        if (before is not { } was || now.Picks < was.Picks) return new BackendChange(null, null, bounds, null);
        return new BackendChange(
            now.Picks - was.Picks, Math.Max(0, now.Bytes - was.Bytes), bounds,
            HistogramQuantile.Since(was.Connects, now.Connects));
    }

    public HistoryPoint PointOf(int active, double seconds) => new(
        PerSecond(Picks, seconds), active, PerSecond(Bytes, seconds), Quantile(0.5), Quantile(0.99));

    private static float? PerSecond(long? count, double seconds) =>
        count is { } known && seconds > 0 ? (float)(known / seconds) : null;

    private float? Quantile(double share) =>
        Connects is null ? null : (float?)HistogramQuantile.Of(Bounds, Connects, share);
}

/// <summary>Adds up the backends of a pool.</summary>
internal sealed class PoolSum
{
    private BackendChange? _sum;

    public void Add(BackendChange change)
    {
        if (_sum is not { } sum)
        {
            _sum = change with { Connects = (long[]?)change.Connects?.Clone() };
            return;
        }

        _sum = new BackendChange(
            Plus(sum.Picks, change.Picks), Plus(sum.Bytes, change.Bytes), sum.Bounds,
            Plus(sum.Connects, change.Connects));
    }

    public HistoryPoint PointOf(int active, double seconds) =>
        (_sum ?? new BackendChange(null, null, [], null)).PointOf(active, seconds);

    private static long? Plus(long? a, long? b) => a is null ? b : b is null ? a : a + b;

    private static long[]? Plus(long[]? sum, long[]? more)
    {
        if (sum is null || more is null || sum.Length != more.Length) return sum ?? more;
        for (var i = 0; i < sum.Length; i++) sum[i] += more[i];
        return sum;
    }
}
