using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Capacity;

namespace L4Balancer.Admin.History;

/// <summary>
/// The last 15 minutes of each pool and of each backend, up to <see cref="Limits.HistoryBackendsMax"/> backends.
/// Computed from the differences between snapshots. Any thread.
/// </summary>
public sealed partial class SnapshotHistory(TimeSpan step)
{
    /// <summary>From one point to the next.</summary>
    public static TimeSpan Step { get; } = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    private readonly int _points = (int)(Length / step);
    private readonly Lock _sync = new();
    private readonly ResponseHistory _responses = new((int)(Length / step)); // Guarded by _sync.
    private readonly CapacityBase _base = new(); // Guarded by _sync.

    // Guarded by _sync.
    private readonly Dictionary<(string Pool, string? Backend), SeriesRing<HistoryPoint>> _rings = [];

    private BackendCounts? _last; // Guarded by _sync.
    private long _step = -1; // Guarded by _sync.
    private bool _isOwn; // It has a snapshot of this process. Guarded by _sync.

    public void Add(BalancerSnapshot now)
    {
        lock (_sync)
        {
            var (counts, elapsed) = (BackendCounts.Of(now), now.At - (_last?.At ?? now.At));
            _step += StepsIn(elapsed);
            _isOwn = true;
            foreach (var pool in now.Pools) Add(pool, counts, elapsed.TotalSeconds);
            Forget();
            _base.Add(counts);
            _last = counts;
        }
    }

    /// <param name="pool">With its backends; null is all pools, without backends.</param>
    public HistoryReport Report(string? pool)
    {
        lock (_sync)
        {
            var wanted = _rings.Keys.Where(k => pool is null ? k.Backend is null : k.Pool == pool)
                .OrderBy(k => k.Pool, StringComparer.Ordinal).ThenBy(k => k.Backend, StringComparer.Ordinal);
            return new HistoryReport(
                step.TotalSeconds, _last?.At ?? DateTimeOffset.UnixEpoch, [.. wanted.Select(k => SeriesOf(k))]);
        }
    }

    /// <summary>The response times of a pool's backends, or of all pools.</summary>
    /// <param name="limit">If there are more backends, the slowest are chosen.</param>
    public ResponseReport Responses(string? pool, int limit)
    {
        lock (_sync)
        {
            var (left, series) = _responses.Report(pool, limit, _step);
            return new ResponseReport(step.TotalSeconds, _last?.At ?? DateTimeOffset.UnixEpoch, left, series);
        }
    }

    /// <summary>Assesses what was measured up to now.</summary>
    /// <param name="pool">Null is all pools.</param>
    public CapacityReport Capacity(BalancerSnapshot now, string? pool)
    {
        PoolLoad[] loads;
        double seconds;
        lock (_sync)
        {
            var was = _base.Counts ?? BackendCounts.Of(now);
            seconds = (now.At - was.At).TotalSeconds;
            var pools = new PoolLoads(was, seconds, (p, b) => _responses.CurveOf(p, b, _step, step.TotalSeconds));
            loads = [.. now.Pools.Where(p => pool is null || p.Name == pool).Select(pools.Of)];
        }

        return new CapacityReport(now.At, Math.Round(seconds, 1), [.. loads.Select(CapacityAssessment.Of)]);
    }

    /// <summary>Usually one; more if the process was stopped, or has taken over from another one.</summary>
    private long StepsIn(TimeSpan elapsed) => (long)Math.Clamp(Math.Round(elapsed / step), 1, _points);

    private void Add(PoolSnapshot pool, BackendCounts now, double seconds)
    {
        var sum = new PoolSum();
        foreach (var backend in pool.Backends)
        {
            var key = (pool.Name, backend.Address);
            BackendCount? before = _last is not null && _last.All.TryGetValue(key, out var was) ? was : null;
            var change = BackendChange.Between(before, now.All[key]);
            if (change.Picks is not null) _responses.Add(_step, key, before!.Value, now.All[key], seconds);
            sum.Add(change);
            Put(key, change.PointOf(backend.Active, seconds));
        }

        Put((pool.Name, null), sum.PointOf(pool.Active, seconds));
    }

    private void Put((string, string?) key, HistoryPoint point)
    {
        if (!_rings.TryGetValue(key, out var ring))
        {
            if (key.Item2 is not null && _rings.Count >= Limits.HistoryBackendsMax) return;
            _rings[key] = ring = new SeriesRing<HistoryPoint>(_points);
        }

        ring.Put(_step, point);
    }

    /// <summary>Series without a point in the whole period are removed.</summary>
    private void Forget()
    {
        _responses.Forget(_step);
        foreach (var (key, ring) in _rings)
        {
            if (ring.LastStep <= _step - _points) _rings.Remove(key);
        }
    }

    private HistorySeries SeriesOf((string Pool, string? Backend) key)
    {
        var ring = _rings[key];
        var from = Math.Max(0, _step - _points + 1);
        HistoryPoint[] points = [.. Enumerable.Range(0, (int)(_step - from + 1)).Select(i => ring.At(from + i))];
        return new HistorySeries
        {
            Pool = key.Pool,
            Backend = key.Backend,
            SessionsPerSecond = [.. points.Select(p => (double?)p.SessionsPerSecond)],
            Active = [.. points.Select(p => p.Active)],
            BytesPerSecond = [.. points.Select(p => (double?)p.BytesPerSecond)],
            ConnectP50 = [.. points.Select(p => (double?)p.ConnectP50)],
            ConnectP99 = [.. points.Select(p => (double?)p.ConnectP99)],
        };
    }
}
