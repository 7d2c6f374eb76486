using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>A pool as the control side knows it.</summary>
/// <param name="Config">The config in force: the config file with <see cref="Overlay"/> applied.</param>
public sealed record PoolState(PoolConfig Config)
{
    /// <summary>As in the config file.</summary>
    public PoolConfig FileConfig { get; init; } = Config;

    /// <summary>An operator's run-time changes to its entries.</summary>
    public PoolOverlay Overlay { get; init; } = PoolOverlay.None;

    /// <summary>In the order of the config, with host names replaced by their addresses; every address once.</summary>
    public ImmutableArray<BackendState> Backends { get; init; } = [];

    /// <summary>
    /// Backends that left the answers for their names, by address: each returns with its intent, health and ramp if it
    /// is in an answer again within <see cref="BalancerConfig.ResolveHold"/>.
    /// </summary>
    public ImmutableDictionary<NetAddress, HeldBackend> Held { get; init; } =
        ImmutableDictionary<NetAddress, HeldBackend>.Empty;

    /// <summary>Unused addresses of its host names, in the order of the config.</summary>
    public ImmutableArray<IgnoredAddress> Ignored { get; init; } = [];

    /// <summary>The tier in use.</summary>
    public int ActiveTier { get; init; } = LowestTier(Config);

    /// <summary>
    /// By tier number, up to the highest of the config; empty until the pool is settled for the first time.
    /// </summary>
    public ImmutableArray<TierState> Tiers { get; init; } = [];

    /// <summary>
    /// A pool with <c>role: primary</c> that does not have exactly one: its backends are probed at the fast interval.
    /// </summary>
    public bool IsSeekingPrimary { get; init; }

    /// <summary>Since when several servers say that they are the primary; null if they do not.</summary>
    public TimeSpan? SplitSince { get; init; }

    /// <summary>
    /// After a failback with <c>on-failback: move</c>: when the sessions that are left on backups are ended at once.
    /// </summary>
    public TimeSpan? MovingUntil { get; init; }

    public RebalanceState Rebalance { get; init; } = RebalanceState.Idle;

    /// <summary>When an operator last chose the tier in use; far in the past if never.</summary>
    public TimeSpan HeldSince { get; init; } = TimeSpan.MinValue;

    /// <summary>Whether any backend of the tier in use is eligible.</summary>
    public bool HasEligible { get; init; } = true;

    /// <summary>What the operator was last told of <see cref="HasEligible"/>.</summary>
    public bool IsToldEligible { get; init; } = true;

    /// <summary>
    /// A role is asked for, and a backend has not been probed yet: that none is eligible means nothing so far.
    /// </summary>
    public bool AwaitsRoles =>
        Config.Role != PoolRole.Any && Backends.Any(backend => backend.Health is { IsUp: true, IsConfirmed: false });

    /// <summary>The earliest time at which the pool changes without an event; null means never.</summary>
    public TimeSpan? WakeAt { get; init; }

    /// <summary>The generation of the table in which the pool last changed; 0 until it is in a table.</summary>
    public long ChangedIn { get; init; }

    /// <summary>When a table last showed new weights of the pool and nothing else new; null means never.</summary>
    public TimeSpan? WeightsShownAt { get; init; }

    /// <summary>
    /// When a table is due to show the current weights; null if the latest one already does.
    /// </summary>
    public TimeSpan? WeightsDueAt { get; init; }

    /// <summary>No backend is eligible, and the pool is configured to use them all in that case.</summary>
    public bool IsPanicking => !HasEligible && Config.Panic == PanicMode.UseAll;

    /// <summary>When the pool fails back unless something else happens; null when no failback is pending.</summary>
    public TimeSpan? FailbackAt => Tiers.IsEmpty ? null : TierRule.FailbackAt(ActiveTier, Tiers.AsSpan());

    public TierRule TierRule => new(Config.Mode, Config.FailbackDelay, HeldSince);

    /// <summary>
    /// Whether the table shows the backend, eligible or not: it is in the tier in use or, in panic, in any tier. A pool
    /// in <c>mode: manual</c> never uses a tier that the operator did not choose, not even in panic: such tiers are
    /// often copies that must not be written to.
    /// </summary>
    public bool IsShown(BackendState backend) =>
        backend.Config.Tier == ActiveTier || (IsPanicking && Config.Mode == FailoverMode.Automatic);

    /// <summary>
    /// Whether the backend may get new sessions. Panic never sends writers to a server that is not known as the
    /// primary; readers may then be sent to any server.
    /// </summary>
    public bool IsUsed(BackendState backend)
    {
        if (!IsPanicking) return backend.IsServing;
        return backend.IsWanted && IsShown(backend) && (Config.Role != PoolRole.Primary || backend.Role.Fits);
    }

    public bool HasTier(int tier)
    {
        foreach (var entry in Config.Backends)
        {
            if (entry.Tier == tier) return true;
        }

        return false;
    }

    public int IndexOf(NetAddress address)
    {
        for (var i = 0; i < Backends.Length; i++)
        {
            if (Backends[i].Address.Equals(address)) return i;
        }

        return -1;
    }

    /// <summary>
    /// Whether a table shows both the same except for the weights. Called once for every pool that an event touched, so
    /// it only compares.
    /// </summary>
    internal bool LooksLike(PoolState other)
    {
        if (!ReferenceEquals(Config, other.Config) || Backends.Length != other.Backends.Length) return false;
        if (ActiveTier != other.ActiveTier || IsPanicking != other.IsPanicking) return false;
        for (var i = 0; i < Backends.Length; i++)
        {
            var (mine, theirs) = (Backends[i], other.Backends[i]);
            if (ReferenceEquals(mine, theirs)) continue;
            if (!mine.Address.Equals(theirs.Address) || !ReferenceEquals(mine.Config, theirs.Config)) return false;
            if (IsUsed(mine) != other.IsUsed(theirs)) return false;
            if (mine.IsSidelined != theirs.IsSidelined || mine.Standing.Kind != theirs.Standing.Kind) return false;
        }

        return true;
    }

    /// <summary>
    /// Whether the weights and the limits of sessions are equal, in a pool that otherwise looks the same.
    /// </summary>
    internal bool WeighsLike(PoolState other)
    {
        for (var i = 0; i < Backends.Length; i++)
        {
            var (mine, theirs) = (Backends[i], other.Backends[i]);
            if (ReferenceEquals(mine, theirs) || !IsShown(mine)) continue;
            if (mine.IsOnTrial != theirs.IsOnTrial || mine.Weight.InForce != theirs.Weight.InForce) return false;
            if (mine.Weight.Full != theirs.Weight.Full || mine.MaxConnections != theirs.MaxConnections) return false;
        }

        return true;
    }

    internal static int LowestTier(PoolConfig config)
    {
        var lowest = int.MaxValue;
        foreach (var entry in config.Backends) lowest = Math.Min(lowest, entry.Tier);
        return lowest;
    }
}
