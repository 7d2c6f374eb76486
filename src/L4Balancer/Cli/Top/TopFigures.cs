using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Top;

/// <summary>Computes rates from the counters of consecutive snapshots.</summary>
internal sealed class TopFigures
{
    /// <summary>Length of the sparkline; the daemon sends one value each second.</summary>
    public const int HistoryMax = 60;

    private Dictionary<(string Pool, string Address), Queue<double>> _histories = [];
    private BalancerSnapshot? _before;

    public TopMoment Add(BalancerSnapshot now)
    {
        // A restarted daemon counts from zero: there is no rate relative to the previous process.
        var before = _before?.StartedAt == now.StartedAt ? _before : null;
        var seconds = before is null ? 0 : (now.At - before.At).TotalSeconds;
        var histories = new Dictionary<(string, string), Queue<double>>();
        var rows = new List<TopRow>();
        foreach (var pool in now.Pools)
        {
            var poolBefore = before?.Pools.FirstOrDefault(p => p.Name == pool.Name)?.Backends
                .ToDictionary(b => b.Address);
            foreach (var backend in pool.Backends)
            {
                var was = poolBefore?.GetValueOrDefault(backend.Address);
                var history = _histories.GetValueOrDefault((pool.Name, backend.Address)) ?? new Queue<double>();
                histories[(pool.Name, backend.Address)] = history;
                rows.Add(RowOf(pool.Name, backend, was, (now.At, seconds), history));
            }
        }

        _histories = histories;
        _before = now;
        return new TopMoment(
            now, PerSecond(now.Sessions.Accepted, before?.Sessions.Accepted, seconds),
            rows.Sum(r => r.UploadPerSecond), rows.Sum(r => r.DownloadPerSecond), LoadsOf(now, before, seconds), rows);
    }

    private static TopRow RowOf(
        string pool, BackendSnapshot now, BackendSnapshot? was, (DateTimeOffset At, double Seconds) moment,
        Queue<double> history)
    {
        var seconds = moment.Seconds;
        var rate = PerSecond(now.Picks, was?.Picks, seconds);
        if (was is not null) history.Enqueue(rate);
        if (history.Count > HistoryMax) history.Dequeue();
        return new TopRow
        {
            Pool = pool,
            Address = now.Address,
            State = BackendWords.State(now),
            Intent = now.Intent,
            Tier = now.Tier,
            Weight = Math.Round(now.WeightInForce, 2),
            Active = now.Active,
            SessionsPerSecond = rate,
            UploadPerSecond = PerSecond(now.BytesUploaded, was?.BytesUploaded, seconds),
            DownloadPerSecond = PerSecond(now.BytesDownloaded, was?.BytesDownloaded, seconds),
            Trouble = TroubleOf(now, moment.At),
            Role = now.Role,
            Agent = now.Agent,
            Response = now.Signals.Response,
            ResponseP99 = Latency.Quantile(now.Signals.ResponseTime, was?.Signals.ResponseTime, 0.99),
            Waiting = now.Signals.Waiting,
            Silence = now.Signals.Silence,
            ConnectP50 = Latency.Quantile(now.ConnectTime, was?.ConnectTime, 0.5),
            ConnectP99 = Latency.Quantile(now.ConnectTime, was?.ConnectTime, 0.99),
            History = [.. history],
        };
    }

    private static string TroubleOf(BackendSnapshot backend, DateTimeOffset at)
    {
        var troubles = BackendWords.Troubles(backend, at);
        if (BackendWords.AgentWish(backend) is { } wish) troubles = troubles.Append(wish);
        if (BackendWords.OldCertificate(backend, at) is { } old) troubles = troubles.Append(old);
        return string.Join("; ", troubles);
    }

    private static double[] LoadsOf(BalancerSnapshot now, BalancerSnapshot? before, double seconds) =>
    [
        .. now.Loops.Select((loop, i) => before is null || i >= before.Loops.Count || seconds <= 0
            ? 0
            : Math.Clamp((loop.BusySeconds - before.Loops[i].BusySeconds) / seconds, 0, 1)),
    ];

    private static double PerSecond(long now, long? was, double seconds) =>
        was is { } count && seconds > 0 ? Math.Max(0, now - count) / seconds : 0;
}
