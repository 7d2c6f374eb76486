using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Control;

/// <summary>The traffic of one backend from scan to scan. One thread at a time.</summary>
internal sealed class BackendTraffics(BackendView view)
{
    /// <summary>Bytes of a suspected backend are reported at most so often, in microseconds.</summary>
    private const long NewsPause = 1_000_000;

    private long _receivedAtReport = -1;
    private long _newsAt = -NewsPause;
    private (long Picks, long Failed, long Answers, long Sum) _measured;

    /// <summary>As in the present table.</summary>
    public BackendView View { get; set; } = view;

    public NetAddress Address => View.Address;

    public HangTrack Track { get; } = new();

    public UsualResponse Usual { get; } = new();

    /// <summary>Its traffic as of the last <see cref="Read"/>.</summary>
    public TrafficScan Last { get; private set; }

    public TrafficScan Read(long now) => Last = TrafficScan.Of(View.Counters.Signals, now);

    /// <summary>It is reported now for its silence.</summary>
    public void NoteReport() => _receivedAtReport = Last.ReceivedAt;

    /// <summary>Whether bytes have come since it was reported, and that should be told.</summary>
    public bool HasNews(long now)
    {
        // Suspected before this watch began.
        if (_receivedAtReport < 0) NoteReport();
        if (Last.ReceivedAt == _receivedAtReport || now - _newsAt < NewsPause) return false;
        _newsAt = now;
        return true;
    }

    /// <summary>Its traffic since the last call.</summary>
    public BackendTraffic Measure()
    {
        var counters = View.Counters;
        var (answers, sum) = counters.Signals.ResponseTotals;
        var failed = counters.ConnectFailures + counters.Signals.BadEnds;
        var (before, now) = (_measured, (counters.Picks, failed, answers, sum));
        _measured = now;
        var count = answers - before.Answers;
        var mean = count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds((double)(sum - before.Sum) / count);
        return new BackendTraffic(Address, now.Picks - before.Picks, failed - before.Failed, count, mean);
    }
}

/// <summary>The usual response times of the backends of a pool.</summary>
internal sealed class PoolUsual(BackendTraffics[] backends)
{
    /// <summary>With fewer answers the pool's usual response time is not known.</summary>
    private const long CountMin = 20;

    /// <summary>
    /// A backend with fewer answers of its own may be a slow one: it is taken to need <see cref="UnknownUsual"/>.
    /// </summary>
    private const long OwnCountMin = 5;

    private const double UnknownUsual = 25_000;

    private (long Count, double Sum) _all;

    public void Read(long now)
    {
        _all = default;
        foreach (var backend in backends)
        {
            var (count, sum) = backend.View.Counters.Signals.ResponseTotals;
            backend.Usual.Read(count, sum, now);
            _all = (_all.Count + backend.Usual.Count, _all.Sum + backend.Usual.Count * backend.Usual.Mean);
        }
    }

    /// <summary>That of one backend, and of all others; zero if too few answers are known.</summary>
    public UsualTimes Of(int index)
    {
        if (_all.Count < CountMin) return default;
        var own = backends[index].Usual;
        var others = _all.Count - own.Count;
        var mean = own.Count < OwnCountMin ? Math.Max(own.Mean, UnknownUsual) : own.Mean;
        return new UsualTimes(mean, others == 0 ? 0 : (_all.Sum - own.Count * own.Mean) / others);
    }
}
