namespace L4Balancer.Admin.Model;

/// <summary>
/// The balancer at one moment: what the API answers with, what metrics are made of, and what the command line and the
/// dashboard show. In JSON its names are camelCase and its words kebab-case; durations are seconds.
/// </summary>
public sealed record BalancerSnapshot
{
    public required string Version { get; init; }

    /// <summary>The word of the engine: native or portable.</summary>
    public required string Engine { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The generation of the table in force; the ETag of everything here.</summary>
    public required long Generation { get; init; }

    public required ConfigSnapshot Config { get; init; }

    public required SessionTotals Sessions { get; init; }

    public required IReadOnlyList<ListenerSnapshot> Listeners { get; init; }

    public required IReadOnlyList<PoolSnapshot> Pools { get; init; }

    /// <summary>Empty where the engine has none of its own.</summary>
    public required IReadOnlyList<LoopSnapshot> Loops { get; init; }

    public required ProcessSnapshot Process { get; init; }

    public AdminSnapshot Admin { get; init; } = new();
}

/// <summary>Where the configuration in force comes from, and how the last reload went.</summary>
public sealed record ConfigSnapshot
{
    /// <summary>Null when the configuration was not read from a file.</summary>
    public string? File { get; init; }

    /// <summary>When the configuration in force was accepted.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>True until a reload is refused, and again from the next good one on.</summary>
    public bool IsLastReloadGood { get; init; } = true;

    /// <summary>Null when there was none.</summary>
    public DateTimeOffset? LastReloadAt { get; init; }
}

/// <summary>All sessions of the process.</summary>
public sealed record SessionTotals
{
    public required int Active { get; init; }

    /// <summary>Sessions at the same time that the process has descriptors for.</summary>
    public required int Max { get; init; }

    public required long Accepted { get; init; }

    /// <summary>Connects made to another backend after one failed.</summary>
    public required long Retries { get; init; }

    /// <summary>Times that accepting paused for want of descriptors or memory.</summary>
    public required long AcceptPauses { get; init; }

    /// <summary>Ended sessions by close reason, all of them, refusals included.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }
}

/// <summary>A listener.</summary>
public sealed record ListenerSnapshot
{
    public required string Name { get; init; }

    public required string Pool { get; init; }

    /// <summary>The addresses as the kernel has them.</summary>
    public required IReadOnlyList<string> Bind { get; init; }

    public required int Active { get; init; }

    /// <summary>0 is no limit.</summary>
    public required int MaxConnections { get; init; }

    public required long Accepted { get; init; }

    /// <summary>Ended sessions by close reason, refusals included; reasons that did not occur are left out.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }
}
