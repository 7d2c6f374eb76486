using L4Balancer.Core.Health;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Control;

/// <summary>The traffic of one pool from scan to scan. One thread at a time; times in microseconds.</summary>
public sealed class PoolTraffics(string name, Action<Observation> report)
{
    /// <summary>Without questions for so long the pool is quiet.</summary>
    private const long Quiet = 1_000_000;

    /// <summary>How often the usual response times are computed.</summary>
    private const long UsualPause = 500_000;

    private const int SuspectPause = 100; // Milliseconds.

    private BackendTraffics[] _backends = [];
    private PoolView _view = null!;
    private PoolUsual _usual = new([]);
    private long _usualAt = -UsualPause;
    private long _asked;
    private long _askedAt = -Quiet;
    private long? _measuredAt;

    /// <summary>The pool looks like this from now on; backends that stay keep what is known of them.</summary>
    public void Follow(PoolView view)
    {
        if (ReferenceEquals(view, _view)) return;
        _view = view;
        var isSame = _backends.Length == view.Set.All.Length;
        for (var i = 0; isSame && i < _backends.Length; i++)
            isSame = ReferenceEquals(_backends[i].View.Counters, view.Set.All[i].Counters);
        if (!isSame)
        {
            var known = _backends.ToDictionary(backend => backend.View.Counters);
            _backends = [.. view.Set.All.Select(b => known.GetValueOrDefault(b.Counters) ?? new BackendTraffics(b))];
            _usual = new PoolUsual(_backends);
        }

        for (var i = 0; i < _backends.Length; i++) _backends[i].View = view.Set.All[i];
    }

    /// <summary>Reports backends that hang, and suspected ones that answer.</summary>
    /// <returns>Milliseconds until the next scan.</returns>
    public int ScanForHangs(long now, long late)
    {
        var config = _view.Config.Hung;
        var isSuspicious = _view.Set.Suspects.Length > 0;
        var isUseful = config.Detect && _view.Set.Eligible.Length + _view.Set.Suspects.Length > 1;
        if (!isUseful && !isSuspicious) return Limits.HangIdleMilliseconds;
        var silence = config.MinSilence.Ticks / TimeSpan.TicksPerMicrosecond;
        var all = default(PoolTraffic);
        foreach (var backend in _backends) all = all.With(backend.Read(now), silence);
        if (all.Asked != _asked) (_asked, _askedAt) = (all.Asked, now);
        if (now - _usualAt >= UsualPause)
        {
            _usualAt = now;
            _usual.Read(now);
        }

        for (var i = 0; i < _backends.Length; i++)
        {
            var backend = _backends[i];
            var facts = backend.Track.Scan(
                backend.Last, all.Without(backend.Last, silence), _usual.Of(i), config, now, late);
            if (facts is { } hung && !backend.View.IsSuspected) Report(backend, hung);
            else if (backend.View.IsSuspected && backend.HasNews(now)) report(new SilenceEnded(name, backend.Address));
        }

        return PauseAt(now, isSuspicious, DueIn());
    }

    /// <summary>Reports the sessions of an interval of <c>outliers</c>, once it is over.</summary>
    public void MeasureOutliers(long now)
    {
        var config = _view.Config.Outliers;
        if (!config.Detect || (config.FailurePercent is null && config.SlowFactor is null)) return;
        var interval = config.Interval.Ticks / TimeSpan.TicksPerMicrosecond;
        if (now - _measuredAt < interval) return;
        var isFirst = _measuredAt is null;
        _measuredAt = now;
        var (isWanted, traffic) = (config.SlowFactor is not null, new BackendTraffic[_backends.Length]);
        for (var i = 0; i < traffic.Length; i++)
        {
            traffic[i] = _backends[i].Measure();
            isWanted |= OutlierRule.FailsTooMuch(config, traffic[i]);
        }

        if (isWanted && !isFirst) report(new TrafficMeasured(name, [.. traffic]));
    }

    private void Report(BackendTraffics backend, in HangFacts facts)
    {
        backend.NoteReport();
        report(new HangSeen(name, backend.Address, facts));
    }

    /// <summary>Microseconds until the next silence is long enough.</summary>
    private long DueIn()
    {
        var due = long.MaxValue;
        foreach (var backend in _backends)
        {
            if (!backend.View.IsSuspected && backend.Track.DueIn is > 0 and var one) due = Math.Min(due, one);
        }

        return due;
    }

    private int PauseAt(long now, bool isSuspicious, long due)
    {
        var factor = Math.Max(1, _backends.Length / Limits.HangScanBackends);
        var pause = Math.Min(Limits.HangScanMilliseconds * factor, Limits.HangIdleMilliseconds);
        if (now - _askedAt < Quiet) return (int)Math.Clamp(due / 1000 + 1, Limits.HangScanMinMilliseconds, pause);
        return isSuspicious ? Math.Max(pause, SuspectPause) : Limits.HangIdleMilliseconds;
    }
}
