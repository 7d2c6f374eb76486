using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;

namespace L4Balancer.Control;

/// <summary>
/// Watches the traffic of all pools and reports what it shows of their backends; the reducer decides what follows. It
/// reads counters only: every 20 ms while questions are asked, once a second otherwise.
/// </summary>
/// <param name="table">Says which pools and backends there are.</param>
/// <param name="signals">Receives the reports.</param>
public sealed class TrafficWatch(TableHolder table, ISignalSink signals, TimeProvider time)
{
    /// <summary>Ordinary scheduling delays a scan by no more than this.</summary>
    private const long Tolerance = 10_000;

    private readonly ControlClock _clock = new(time);

    // By pool. Used by one task at a time.
    private readonly Dictionary<string, PoolTraffics> _pools = new(StringComparer.Ordinal);
    private BackendTable? _seen;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var due = long.MaxValue;
        while (true)
        {
            var now = _clock.Now.Ticks / TimeSpan.TicksPerMicrosecond;
            var late = now - due > Tolerance ? now - due : 0;
            var pause = Scan(now, late);
            due = now + pause * 1000;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stop);
        }
    }

    /// <summary>Starts it as work that begins again after a fault.</summary>
    public void Start(BackgroundWork background, CancellationToken stop) =>
        background.Start("traffic-watch", OnFault.Restart, () => RunAsync(stop), stop: stop);

    /// <param name="late">Microseconds by which this scan is late.</param>
    /// <returns>Milliseconds until the next scan.</returns>
    private int Scan(long now, long late)
    {
        Follow(table.Current);
        var pause = Limits.HangIdleMilliseconds;
        foreach (var pool in _pools.Values)
        {
            pause = Math.Min(pause, pool.ScanForHangs(now, late));
            pool.MeasureOutliers(now);
        }

        return pause;
    }

    private void Follow(BackendTable current)
    {
        if (ReferenceEquals(current, _seen)) return;
        _seen = current;
        foreach (var gone in _pools.Keys.Where(name => !current.Pools.ContainsKey(name)).ToArray()) _pools.Remove(gone);
        foreach (var (name, view) in current.Pools)
        {
            if (!_pools.TryGetValue(name, out var pool)) _pools[name] = pool = new PoolTraffics(name, signals.Signal);
            pool.Follow(view);
        }
    }
}
