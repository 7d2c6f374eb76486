using System.Text.Json;
using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Hosting.Operations;

/// <summary>The pools of one snapshot.</summary>
/// <param name="microseconds">The moment in absolute monotonic microseconds, as signals have it.</param>
internal sealed class PoolSnapshots(BalancerState state, BackendTable table, WallClock clock, long microseconds)
{
    private const int Whole = 100;

    private readonly NameSnapshots _names = new(state, clock);

    /// <summary>Connections to an address in all pools: they share this machine's ports.</summary>
    private readonly Dictionary<NetAddress, int> _ports = PortsOf(table);

    public PoolSnapshot Of(PoolState pool)
    {
        var view = table.Pools.GetValueOrDefault(pool.Config.Name);
        var counters = view?.Counters ?? new PoolCounters();
        return new PoolSnapshot
        {
            Name = pool.Config.Name,
            Policy = Word(pool.Config.Policy),
            WeighBy = Word(pool.Config.WeighBy),
            Mode = Word(pool.Config.Mode),
            ActiveTier = pool.ActiveTier,
            Role = Word(pool.Config.Role),
            MaxLag = pool.Config.MaxLag?.TotalSeconds,
            SplitSince = clock.Of(pool.SplitSince),
            Rebalance = RebalanceOf(pool),
            IsRequired = pool.Config.Required,
            Eligible = pool.Backends.Count(pool.IsUsed),
            IsPanicking = pool.IsPanicking,
            FailbackAt = pool.Tiers.IsEmpty
                ? null
                : clock.Of(pool.TierRule.FailbackAt(pool.ActiveTier, pool.Tiers.AsSpan())),
            Active = counters.Active,
            SessionLimit = pool.Config.MaxConnections == 0 ? null : pool.Config.MaxConnections,
            Waiting = counters.Line.Count,
            QueueLimit = pool.Config.Queue?.Max,
            WaitTime = SignalSnapshots.Of(counters.WaitTimes),
            Retries = counters.Retries,
            Ended = EndedWords.Of(counters.Ended),
            Backends = [.. pool.Backends.Select(
                b => Of(pool, b, view?.AllCounters.GetValueOrDefault(b.Address) ?? new BackendCounters()))],
            Names = _names.NamesOf(pool),
            Held = _names.HeldOf(pool),
            IdleEntries = NameSnapshots.IdleEntriesOf(pool),
        };
    }

    private BackendSnapshot Of(PoolState pool, BackendState backend, BackendCounters counters) => new()
    {
        Address = backend.Address.ToString(),
        Entry = backend.Config.Address.ToString(),
        Tier = backend.Config.Tier,
        Weight = backend.Config.Weight,
        WeightInForce = backend.Config.Weight == 0 ? 0 : (double)backend.Weight.InForce / BackendView.WeightUnit,
        WeightFrom = backend.Weight is { Reported: not Whole } or { Measured: not Whole }
            ? new WeightFromSnapshot(backend.Weight.Reported, backend.Weight.Measured)
            : null,
        Health = HealthOf(backend),
        Cause = backend.Cause,
        Role = RoleSnapshots.Of(pool, backend, clock),
        Standing = Word(backend.Standing.Kind),
        StandingCause = backend.Standing.Kind == StandingKind.Good ? null : backend.Standing.Why,
        StandingSince = clock.Of(
            backend.Standing.Kind == StandingKind.Good ? null : (TimeSpan?)backend.Standing.Since),
        Suspicions = SuspicionsOf(backend.Memory),
        BadEnds = counters.Signals.BadEnds,
        EjectedUntil = clock.Of(backend.Standing.EjectedUntil),
        HealthSince = clock.Of(backend.TurnedAt),
        Intent = Word(backend.Intent),
        DrainEndsAt = clock.Of(backend.Drain?.EndsAt),
        DrainRate = backend.Drain?.Rate,
        IsServing = pool.IsUsed(backend),
        Changed = pool.Overlay.ChangesOf(backend.Config.Address),
        MaxConnections = backend.MaxConnections,
        Active = counters.Active,
        Connecting = pool.Config.MaxPendingConnects == 0 ? null : counters.Pending,
        Picks = counters.Picks,
        ConnectFailures = counters.ConnectFailures,
        BytesUploaded = counters.BytesUploaded,
        BytesDownloaded = counters.BytesDownloaded,
        Ended = EndedWords.Of(counters.Ended),
        ConnectTime = SignalSnapshots.Of(counters.ConnectTimes),
        Signals = SignalSnapshots.Of(counters.Signals, microseconds),
        PortsInUse = backend.Address.UnixPath is null ? _ports.GetValueOrDefault(backend.Address) : 0,
        Probe = pool.Config.Health.Type == ProbeKind.None ? null : Of(state.ProbesOf(pool, backend)),
        Agent = AgentSnapshots.Of(state, pool, backend, clock),
    };

    private static RebalanceSnapshot? RebalanceOf(PoolState pool) => pool.Config.Rebalance is not { } config
        ? null
        : new RebalanceSnapshot
        {
            State = pool.Rebalance.HasStopped ? "stopped" : pool.Rebalance.BeganAt is null ? "balanced" : "moving",
            Excess = pool.Rebalance.Excess,
            IsDryRun = config.DryRun,
        };

    private ProbeSnapshot Of(ProbeTally? probes) => probes is not { } tally
        ? new ProbeSnapshot { Good = 0, Bad = 0 }
        : new ProbeSnapshot
        {
            Good = tally.Good,
            Bad = tally.Bad,
            LastDuration = tally.Last.Duration.TotalSeconds,
            LastAt = clock.Of(tally.LastAt),
            LastCause = tally.Last.IsGood ? null : tally.Last.Cause,
            CertificateExpires = tally.Last.Findings?.CertificateExpires,
        };

    private static Dictionary<NetAddress, int> PortsOf(BackendTable table)
    {
        var ports = new Dictionary<NetAddress, int>();
        foreach (var (address, counters) in table.Pools.Values.SelectMany(p => p.AllCounters))
            ports[address] = ports.GetValueOrDefault(address) + counters.Active;
        return ports;
    }

    private static Dictionary<string, long> SuspicionsOf(StandingMemory memory)
    {
        var counts = new Dictionary<string, long>();
        foreach (var cause in Enum.GetValues<StandingCause>())
        {
            if (memory.CountOf(cause) is > 0 and var count) counts.Add(Word(cause), count);
        }

        return counts;
    }

    /// <summary>Without probes an ejected backend counts as down.</summary>
    internal static string HealthOf(BackendState backend) =>
        !backend.Health.IsUp || (backend.Standing.IsEjected && backend.Cause is not null) ? "down"
        : backend.Health.IsConfirmed ? "up"
        : "unknown";

    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
