using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.History;

/// <summary>The counters of all backends at one moment; only those that rates are made of.</summary>
internal sealed record BackendCounts(
    DateTimeOffset At, IReadOnlyDictionary<(string Pool, string Backend), BackendCount> All)
{
    public static BackendCounts Of(BalancerSnapshot snapshot)
    {
        var all = new Dictionary<(string, string), BackendCount>();
        foreach (var pool in snapshot.Pools)
        {
            foreach (var backend in pool.Backends) all[(pool.Name, backend.Address)] = BackendCount.Of(backend);
        }

        return new BackendCounts(snapshot.At, all);
    }
}

/// <param name="Responses">Null before the first answer.</param>
internal readonly record struct BackendCount(
    long Picks, long Bytes, HistogramSnapshot Connects, HistogramSnapshot? Responses)
{
    public static BackendCount Of(BackendSnapshot backend) => new(
        backend.Picks, backend.BytesUploaded + backend.BytesDownloaded, backend.ConnectTime,
        backend.Signals.ResponseTime);
}
