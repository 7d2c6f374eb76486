using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>What is known of a pool besides its config. The fields are those of <see cref="PoolState"/>.</summary>
public sealed record PoolMemory
{
    public required string Name { get; init; }

    /// <summary>Entries that operators have added.</summary>
    public IReadOnlyList<BackendConfig> Added { get; init; } = [];

    /// <summary>Entries of the file that operators have removed.</summary>
    public IReadOnlyList<BackendAddress> Removed { get; init; } = [];

    /// <summary>Weights that operators have set.</summary>
    public IReadOnlyList<WeightMemory> Weights { get; init; } = [];

    public required int ActiveTier { get; init; }

    public IReadOnlyList<TierState> Tiers { get; init; } = [];

    public bool IsSeekingPrimary { get; init; }

    public TimeSpan? SplitSince { get; init; }

    public TimeSpan? MovingUntil { get; init; }

    public TimeSpan HeldSince { get; init; }

    public bool HasEligible { get; init; }

    public bool IsToldEligible { get; init; }

    public required IReadOnlyList<BackendMemory> Backends { get; init; }

    internal static PoolMemory Of(PoolState pool, BalancerState state) => new()
    {
        Name = pool.Config.Name,
        Added = pool.Overlay.Added,
        Removed = [.. pool.Overlay.Removed],
        Weights = [.. pool.Overlay.Weights.Select(each => new WeightMemory(each.Key, each.Value))],
        ActiveTier = pool.ActiveTier,
        Tiers = pool.Tiers,
        IsSeekingPrimary = pool.IsSeekingPrimary,
        SplitSince = pool.SplitSince,
        MovingUntil = pool.MovingUntil,
        HeldSince = pool.HeldSince,
        HasEligible = pool.HasEligible,
        IsToldEligible = pool.IsToldEligible,
        Backends =
        [
            .. pool.Backends.Select(backend => BackendMemory.Of(backend, pool, state)),
            .. pool.Held.Values.Select(
                held => BackendMemory.Of(held.Backend, pool, state) with { LeftAt = held.LeftAt }),
        ],
    };

    /// <summary>Whether a config could have it.</summary>
    private static bool IsPossible(BackendConfig entry) =>
        entry is { Weight: >= 0 and <= Limits.WeightMax, Tier: >= 0 and <= Limits.TierMax, MaxConnections: >= 0 }
        && entry.Addresses is >= 0 and <= Limits.AddressesPerNameMax;

    /// <param name="file">The pool as the config file has it.</param>
    /// <param name="generation">Of the table that showed it.</param>
    internal PoolState ToState(PoolConfig file, long generation)
    {
        var overlay = new PoolOverlay
        {
            Added = [.. Added.Where(IsPossible).Take(Limits.AddedEntriesMax)],
            Removed = [.. Removed],
            Weights = Weights.Where(each => each.Weight.Weight is >= 0 and <= Limits.WeightMax)
                .DistinctBy(each => each.Entry).ToImmutableDictionary(w => w.Entry, w => w.Weight),
        }.Rebase(file);
        var config = overlay.ApplyTo(file);
        var backends = Backends.DistinctBy(backend => backend.Address)
            .Select(memory => (Memory: memory, State: memory.ToState(config))).ToArray();
        return new PoolState(config)
        {
            FileConfig = file,
            Overlay = overlay,
            ActiveTier = ActiveTier,
            Tiers = [.. Tiers],
            IsSeekingPrimary = IsSeekingPrimary,
            SplitSince = SplitSince,
            MovingUntil = MovingUntil,
            HeldSince = HeldSince,
            HasEligible = HasEligible,
            IsToldEligible = IsToldEligible,
            ChangedIn = generation,
            Backends = [.. backends.Where(b => b.Memory.LeftAt is null).Select(b => b.State).OfType<BackendState>()],
            Held = backends.Where(b => b is { State: not null, Memory.LeftAt: not null }).ToImmutableDictionary(
                b => b.Memory.Address, b => new HeldBackend(b.State!, b.Memory.LeftAt!.Value)),
        };
    }
}

/// <summary>The weight that an operator set for an entry.</summary>
public sealed record WeightMemory(BackendAddress Entry, WeightOverlay Weight);
