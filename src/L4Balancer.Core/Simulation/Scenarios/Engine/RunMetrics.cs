using L4Balancer.Core.Sessions;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Counts what happens to the sessions, in total, per backend, per failure, and for the timeline.</summary>
internal sealed class RunMetrics(ServerSet servers, FailurePlan failures, long hungAfter, TimelineRecorder timeline)
{
    private readonly long[] _ends = new long[Enum.GetValues<CloseReason>().Length];
    private Tally _pool = new();
    private Tally[] _backends = NewTallies(servers);
    private WaitHistogram _inLine = new();
    private int _lineMost;
    private long _running;
    private long _runningAtFirst;
    private long _begun;

    /// <summary>A client that waits longer than this, in microseconds, hangs.</summary>
    public long HungAfter => hungAfter;

    /// <summary>Sessions that have begun and not ended.</summary>
    public long Running => _running;

    public void Begin()
    {
        _begun++;
        _running++;
        timeline.CountBegun();
    }

    public void CountPick(int server) => _backends[server].Picks++;

    /// <param name="server">That the client waited for; -1 if none.</param>
    public void CountWait(int server, long microseconds)
    {
        _pool.Waits.Add(microseconds);
        if (server < 0) return;
        _backends[server].Waits.Add(microseconds);
        timeline.CountWait(server, microseconds);
    }

    /// <summary>A session has joined the line of the pool.</summary>
    /// <param name="count">Those that wait there now.</param>
    public void CountLine(int count) => _lineMost = Math.Max(_lineMost, count);

    /// <summary>A session has left the line of the pool, with a place or without.</summary>
    public void CountInLine(long microseconds) => _inLine.Add(microseconds);

    public void CountHung(int server)
    {
        _pool.Hung++;
        timeline.CountHung();
        if (server >= 0) _backends[server].Hung++;
        if (failures.LatestOf(server) is { } failure) failure.Hung++;
    }

    public void CountEnd(int server, CloseReason reason)
    {
        _running--;
        _ends[(int)reason]++;
        if (reason == CloseReason.ClientClosed) return;
        timeline.CountFailed();
        if (server >= 0) _backends[server].Failed++;
        if (failures.LatestOf(server) is { } failure) failure.Failed++;
    }

    /// <summary>The warm-up is over: counts from here, except for failures and the timeline.</summary>
    public void Restart()
    {
        Array.Clear(_ends);
        (_pool, _backends) = (new Tally(), NewTallies(servers));
        (_inLine, _lineMost) = (new WaitHistogram(), 0);
        for (var i = 0; i < _backends.Length; i++)
        {
            servers.All[i].CountWork();
            _backends[i].WorkBefore = servers.All[i].WorkDone;
        }

        (_runningAtFirst, _begun) = (_running, 0);
    }

    public SessionFigures Sessions(long retries) => new(
        _runningAtFirst, _begun,
        CloseReasons.All.Where(reason => _ends[(int)reason] > 0).ToDictionary(r => r, r => _ends[(int)r]),
        _running, _pool.Hung, retries);

    public WaitFigures Waits() => _pool.Waits.Figures();

    public QueueFigures Queue() => new(_inLine.Figures(), _lineMost);

    /// <param name="counted">The time since the warm-up, in microseconds.</param>
    public IReadOnlyList<BackendFigures> Backends(IReadOnlyList<Config.BackendConfig> configs, long counted)
    {
        var picks = Math.Max(1, _backends.Sum(tally => tally.Picks));
        return [.. configs.Select((config, i) =>
        {
            var (tally, server) = (_backends[i], servers.All[i]);
            var weights = configs.Where(other => other.Tier == config.Tier).Sum(other => other.Weight);
            return new BackendFigures(
                server.Name, config.Tier, config.Weight, tally.Picks, (double)tally.Picks / picks,
                weights == 0 ? 0 : (double)config.Weight / weights,
                (double)(server.WorkDone - tally.WorkBefore) / (counted * server.Cores), timeline.UtilisationMax(i),
                tally.Waits.Figures(), tally.Failed, tally.Hung);
        })];
    }

    private static Tally[] NewTallies(ServerSet servers) => [.. servers.All.Select(_ => new Tally())];

    /// <summary>Of the pool or of a backend.</summary>
    private sealed class Tally
    {
        public WaitHistogram Waits { get; } = new();

        public long Picks { get; set; }

        public long Failed { get; set; }

        public long Hung { get; set; }

        /// <summary>The work that its server had done before the warm-up was over.</summary>
        public long WorkBefore { get; set; }
    }
}
