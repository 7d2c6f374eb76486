using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>Where the rebalancing of a pool is.</summary>
public sealed record RebalanceState
{
    public static RebalanceState Idle { get; } = new();

    /// <summary>The config that it follows; null before the first look.</summary>
    public RebalanceConfig? Config { get; init; }

    /// <summary>When it began; null while it is not going on.</summary>
    public TimeSpan? BeganAt { get; init; }

    /// <summary>It has stopped because clients did not come back; until the backends or the config change.</summary>
    public bool HasStopped { get; init; }

    /// <summary>Sessions above the threshold, by the last look.</summary>
    public int Excess { get; init; }

    /// <summary>The backends that were compared.</summary>
    public ImmutableArray<NetAddress> Compared { get; init; } = [];

    /// <summary>Looks in a row that show an imbalance or, while it goes on, none.</summary>
    internal int InRow { get; init; }

    /// <summary>When the last look was.</summary>
    internal TimeSpan SeenAt { get; init; }

    /// <summary>The share of a session that may be ended more.</summary>
    internal double Allowance { get; init; }

    /// <summary>Ended sessions when it began.</summary>
    internal long EndedBefore { get; init; }

    /// <summary>The looks of the last <see cref="Limits.RebalanceWindow"/> in which it went on, oldest first.</summary>
    internal ImmutableArray<RebalanceLook> Looks { get; init; } = [];
}

/// <summary>What was ended and connected up to a look.</summary>
internal readonly record struct RebalanceLook(TimeSpan At, long Ended, long Connected);
