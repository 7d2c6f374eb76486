namespace L4Balancer.Admin.Model;

/// <summary>A pool.</summary>
public sealed record PoolSnapshot
{
    public required string Name { get; init; }

    /// <summary>The word of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>automatic or manual.</summary>
    public required string Mode { get; init; }

    /// <summary>The tier in use.</summary>
    public required int ActiveTier { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Backends that new sessions are given to.</summary>
    public required int Eligible { get; init; }

    /// <summary>No backend is eligible, and all are used (<c>panic: use-all</c>).</summary>
    public required bool IsPanicking { get; init; }

    /// <summary>When the pool fails back by itself if nothing happens before; null when none is ahead.</summary>
    public DateTimeOffset? FailbackAt { get; init; }

    public required int Active { get; init; }

    public required long Retries { get; init; }

    /// <summary>Ended sessions by close reason, refusals included; reasons that did not occur are left out.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    /// <summary>All of all tiers, in the order of the config.</summary>
    public required IReadOnlyList<BackendSnapshot> Backends { get; init; }

    /// <summary>Its host names, in the order of the config.</summary>
    public IReadOnlyList<NameSnapshot> Names { get; init; } = [];

    /// <summary>
    /// Backends that left the answers for their names, whose state is kept for their return.
    /// </summary>
    public IReadOnlyList<HeldSnapshot> Held { get; init; } = [];

    /// <summary>Entries that no backend comes from: a name without an address, or an address that another entry has.
    /// </summary>
    public IReadOnlyList<string> IdleEntries { get; init; } = [];
}

/// <summary>A backend. What health says and what the operator wants are two things.</summary>
public sealed record BackendSnapshot
{
    /// <summary>Its address, which is its name within the pool.</summary>
    public required string Address { get; init; }

    /// <summary>The entry of the config that it comes from; another text than the address when that names a host.
    /// </summary>
    public required string Entry { get; init; }

    public required int Tier { get; init; }

    /// <summary>As configured, or as an operator set it.</summary>
    public required int Weight { get; init; }

    /// <summary>The weight that counts now: less than <see cref="Weight"/> in slow start.</summary>
    public required double WeightInForce { get; init; }

    /// <summary>up, down, or unknown before the first outcome.</summary>
    public required string Health { get; init; }

    /// <summary>Why it is down; null when it is up.</summary>
    public string? Cause { get; init; }

    /// <summary>Since when its health is what it is.</summary>
    public required DateTimeOffset HealthSince { get; init; }

    /// <summary>What the operator wants: ready, drain or maintenance.</summary>
    public required string Intent { get; init; }

    /// <summary>For a drain: when the sessions that still run are ended.</summary>
    public DateTimeOffset? DrainEndsAt { get; init; }

    /// <summary>For a drain: sessions ended a second from then on; null is all at once.</summary>
    public int? DrainRate { get; init; }

    /// <summary>New sessions are given to it.</summary>
    public required bool IsServing { get; init; }

    /// <summary>What an operator changed since the config was read: added, weight; empty when nothing.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>0 is no limit.</summary>
    public required int MaxConnections { get; init; }

    public required int Active { get; init; }

    /// <summary>Sessions that ever took it.</summary>
    public required long Picks { get; init; }

    public required long ConnectFailures { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }

    /// <summary>Ended sessions by close reason; reasons that did not occur are left out.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    public required ConnectTimeSnapshot ConnectTime { get; init; }

    /// <summary>
    /// Ephemeral ports of this machine that connections to it hold, of all pools; 0 for a unix socket.
    /// </summary>
    public required int PortsInUse { get; init; }

    /// <summary>Null in a pool without probes.</summary>
    public ProbeSnapshot? Probe { get; init; }
}

/// <summary>How long connects took that succeeded: a histogram.</summary>
public sealed record ConnectTimeSnapshot
{
    /// <summary>The upper bounds of the buckets in seconds, ascending; the last bucket has none and is not named.
    /// </summary>
    public required IReadOnlyList<double> Bounds { get; init; }

    /// <summary>Connects in each bucket, one more than <see cref="Bounds"/>; not cumulative.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>Seconds of all of them.</summary>
    public required double Sum { get; init; }
}

/// <summary>What probes gave.</summary>
public sealed record ProbeSnapshot
{
    public required long Good { get; init; }

    public required long Bad { get; init; }

    /// <summary>Seconds that the last probe took; null before the first.</summary>
    public double? LastDuration { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Null when the last was good.</summary>
    public string? LastCause { get; init; }
}
