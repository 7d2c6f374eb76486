namespace L4Balancer.Admin.Model;

/// <summary>
/// The state of the balancer at one point in time: the data of the API, the metrics, the command line and the
/// dashboard. In JSON its names are camelCase and its words kebab-case; durations are in seconds.
/// </summary>
public sealed record BalancerSnapshot
{
    public required string Version { get; init; }

    /// <summary>The engine: native or portable.</summary>
    public required string Engine { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the snapshot was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The generation of the current table; the ETag of everything here.</summary>
    public required long Generation { get; init; }

    public required ConfigSnapshot Config { get; init; }

    public required SessionTotals Sessions { get; init; }

    public required IReadOnlyList<ListenerSnapshot> Listeners { get; init; }

    public required IReadOnlyList<PoolSnapshot> Pools { get; init; }

    /// <summary>Empty if the engine has none.</summary>
    public required IReadOnlyList<LoopSnapshot> Loops { get; init; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<HookSnapshot> Hooks { get; init; } = [];

    public SourceTotals Sources { get; init; } = new();

    public required ProcessSnapshot Process { get; init; }

    public AdminSnapshot Admin { get; init; } = new();
}

/// <summary>The source of the current configuration, and the result of the last reload.</summary>
public sealed record ConfigSnapshot
{
    /// <summary>Null if the configuration was not read from a file.</summary>
    public string? File { get; init; }

    /// <summary>When the current configuration was loaded.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>True unless the last reload was refused.</summary>
    public bool IsLastReloadGood { get; init; } = true;

    /// <summary>Null when there was none.</summary>
    public DateTimeOffset? LastReloadAt { get; init; }
}

/// <summary>All sessions of the process.</summary>
public sealed record SessionTotals
{
    public required int Active { get; init; }

    /// <summary>Maximum concurrent sessions: max-connections, or as many as the descriptor limit allows.</summary>
    public required int Max { get; init; }

    public required long Accepted { get; init; }

    /// <summary>Connects retried on another backend after a failure.</summary>
    public required long Retries { get; init; }

    /// <summary>Times that accepting paused for lack of descriptors or memory.</summary>
    public required long AcceptPauses { get; init; }

    /// <summary>Bugs of the balancer that a session ran into; each is logged as an error.</summary>
    public long Bugs { get; init; }

    /// <summary>Ended sessions by close reason, all reasons, including refusals.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }
}

/// <summary>A listener.</summary>
public sealed record ListenerSnapshot
{
    public required string Name { get; init; }

    public required string Pool { get; init; }

    /// <summary>The addresses as the kernel reports them.</summary>
    public required IReadOnlyList<string> Bind { get; init; }

    public required int Active { get; init; }

    /// <summary>0 is no limit.</summary>
    public required int MaxConnections { get; init; }

    public required long Accepted { get; init; }

    /// <summary>
    /// Ended sessions by close reason, including refusals; reasons that have not occurred are omitted.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }
}
