using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.History;

/// <summary>The counters of one to two minutes ago, from which the assessment of capacity takes its rates. Not
/// thread-safe.</summary>
internal sealed class CapacityBase
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private BackendCounts? _older;
    private BackendCounts? _newer;

    /// <summary>Null before the first snapshot.</summary>
    public BackendCounts? Counts => _older;

    public void Add(BalancerSnapshot now)
    {
        if (_newer is not null && now.At - _newer.At < Age) return;
        _older = _newer ?? BackendCounts.Of(now);
        _newer = _newer is null ? _older : BackendCounts.Of(now);
    }
}

/// <summary>The counters of all backends at one moment; only those that rates are made of.</summary>
internal sealed record BackendCounts(
    DateTimeOffset At, IReadOnlyDictionary<(string Pool, string Backend), BackendCount> All)
{
    public static BackendCounts Of(BalancerSnapshot snapshot) => new(
        snapshot.At,
        (from pool in snapshot.Pools
         from b in pool.Backends
         select (Key: (pool.Name, b.Address), Count: BackendCount.Of(b))).ToDictionary(c => c.Key, c => c.Count));
}

internal readonly record struct BackendCount(long Picks, long Bytes, HistogramSnapshot? Responses)
{
    public static BackendCount Of(BackendSnapshot backend) => new(
        backend.Picks, backend.BytesUploaded + backend.BytesDownloaded, backend.Signals.ResponseTime);
}
