using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Hosting.Operations;

/// <summary>Combines the control side's state and the data plane's counters.</summary>
internal sealed class SnapshotBuilder(
    Balancer balancer, ConfigInForce inForce, AccessLog? accessLog, CollectorFeed? collector, int sessionsMax,
    TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    private long Microseconds => time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;

    public BalancerSnapshot Take()
    {
        // The table may be newer than the state for a moment; each is consistent in itself.
        var (state, table) = (balancer.State, balancer.Table);
        var clock = new WallClock(balancer.Clock.Now, time.GetUtcNow());
        var pools = new PoolSnapshots(state, table, clock, Microseconds);
        return new BalancerSnapshot
        {
            Version = Daemon.Version,
            Engine = balancer.Engine.Name,
            StartedAt = _startedAt,
            At = clock.Utc,
            Generation = state.Generation,
            Config = inForce.Snapshot,
            Sessions = Totals(),
            Listeners = [.. state.Config.Listeners.Select(ListenerOf)],
            Pools = [.. state.Pools.Select(pools.Of)],
            Loops = [.. balancer.Engine.Loops.Select(LoopOf)],
            Sources = SourceReports.TotalsOf(balancer.Engine.Arrivals),
            Process = ProcessReader.Read(balancer, accessLog, collector),
        };
    }

    private static LoopSnapshot LoopOf(LoopLoad loop) => new()
    {
        Index = loop.Index,
        Active = loop.Active,
        Turns = loop.Turns,
        Events = loop.Events,
        BusySeconds = loop.Busy.TotalSeconds,
        LongestTurn = loop.LongestTurn.TotalSeconds,
    };

    private SessionTotals Totals()
    {
        var counters = balancer.Engine.Counters;
        return new SessionTotals
        {
            Active = balancer.Engine.ActiveSessions,
            Max = sessionsMax > 0 ? Math.Min(sessionsMax, balancer.Engine.Arrivals.Places.Max) : 0,
            Accepted = counters.Accepted,
            Retries = counters.Retries,
            AcceptPauses = counters.AcceptPauses,
            Bugs = counters.Bugs,
            Ended = CloseReasons.All.ToDictionary(reason => reason.Word(), counters.Ended),
        };
    }

    private ListenerSnapshot ListenerOf(ListenerConfig listener)
    {
        var counters = balancer.Engine.Listeners.FirstOrDefault(c => c.Name == listener.Name);
        return new ListenerSnapshot
        {
            Name = listener.Name,
            Pool = listener.Pool,
            Bind = [.. balancer.Engine.Bound.Where(b => b.Listener == listener.Name).Select(b => b.Actual.ToString())],
            Active = counters?.Active ?? 0,
            MaxConnections = listener.MaxConnections,
            Accepted = counters?.Accepted ?? 0,
            Ended = EndedWords.Of(reason => counters?.Ended(reason) ?? 0),
            BytesUploaded = counters?.BytesUploaded ?? 0,
            BytesDownloaded = counters?.BytesDownloaded ?? 0,
        };
    }
}
