using System.Collections.Immutable;
using System.Text.Json;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Hosting.Operations;

/// <summary>Puts together what the control side knows and what the data plane counted.</summary>
internal sealed class SnapshotBuilder(Balancer balancer, TimeProvider time)
{
    private static readonly IReadOnlyDictionary<string, long> None = ImmutableDictionary<string, long>.Empty;

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public BalancerSnapshot Take()
    {
        var (state, table) = (balancer.State, balancer.Table);
        var counters = balancer.Engine.Counters;
        return new BalancerSnapshot
        {
            Version = Daemon.Version,
            Engine = balancer.Engine.Name,
            StartedAt = _startedAt,
            At = time.GetUtcNow(),
            Generation = state.Generation,
            Config = new ConfigSnapshot { LoadedAt = _startedAt },
            Sessions = new SessionTotals
            {
                Active = balancer.Engine.ActiveSessions,
                Max = 0,
                Accepted = counters.Accepted,
                Retries = counters.Retries,
                AcceptPauses = counters.AcceptPauses,
                Ended = EndedOf(counters),
            },
            Listeners = [.. state.Config.Listeners.Select(l => new ListenerSnapshot
            {
                Name = l.Name,
                Pool = l.Pool,
                Bind = [.. balancer.Engine.Bound.Where(b => b.Listener == l.Name).Select(b => b.Actual.ToString())],
                Active = 0,
                MaxConnections = l.MaxConnections,
                Accepted = 0,
                Ended = None,
                BytesUploaded = 0,
                BytesDownloaded = 0,
            })],
            Pools = [.. state.Pools.Select(p => PoolOf(p, table.Pools.GetValueOrDefault(p.Config.Name)))],
            Loops = [],
            Process = ProcessReader.Read(),
        };
    }

    private static Dictionary<string, long> EndedOf(SessionCounters counters) =>
        CloseReasons.All.ToDictionary(reason => reason.Word(), counters.Ended);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private PoolSnapshot PoolOf(PoolState pool, PoolView? view) => new()
    {
        Name = pool.Config.Name,
        Policy = Word(pool.Config.Policy),
        Mode = Word(pool.Config.Mode),
        ActiveTier = pool.ActiveTier,
        IsRequired = pool.Config.Required,
        Eligible = pool.Backends.Count(pool.IsUsed),
        IsPanicking = pool.IsPanicking,
        Active = view?.Counters.Active ?? 0,
        Retries = 0,
        Ended = None,
        Backends = [.. pool.Backends.Select(
            b => BackendOf(pool, b, view?.AllCounters.GetValueOrDefault(b.Address) ?? new BackendCounters()))],
    };

    private BackendSnapshot BackendOf(PoolState pool, BackendState backend, BackendCounters counters) => new()
    {
        Address = backend.Address.ToString(),
        Entry = backend.Config.Address.ToString(),
        Tier = backend.Config.Tier,
        Weight = backend.Config.Weight,
        WeightInForce = (double)backend.Weight / BackendView.WeightUnit,
        Health = !backend.Health.IsConfirmed ? "unknown" : backend.Health.IsUp ? "up" : "down",
        HealthSince = _startedAt,
        Intent = Word(backend.Intent),
        IsServing = pool.IsUsed(backend),
        Changed = [],
        MaxConnections = backend.Config.MaxConnections,
        Active = counters.Active,
        Picks = counters.Picks,
        ConnectFailures = counters.ConnectFailures,
        BytesUploaded = counters.BytesUploaded,
        BytesDownloaded = counters.BytesDownloaded,
        Ended = None,
        ConnectTime = new ConnectTimeSnapshot { Bounds = [], Counts = [0], Sum = 0 },
        PortsInUse = backend.Address.UnixPath is null ? counters.Active : 0,
    };
}
