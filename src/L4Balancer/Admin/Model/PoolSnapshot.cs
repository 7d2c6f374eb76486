namespace L4Balancer.Admin.Model;

/// <summary>A pool.</summary>
public sealed record PoolSnapshot
{
    public required string Name { get; init; }

    /// <summary>The name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>What the weights follow: none, agent, response-time, cpu or memory.</summary>
    public string WeighBy { get; init; } = "none";

    /// <summary>automatic or manual.</summary>
    public required string Mode { get; init; }

    /// <summary>The tier in use.</summary>
    public required int ActiveTier { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>The role that backends must have: any, primary or replica.</summary>
    public string Role { get; init; } = "any";

    /// <summary>How far a replica may be behind, in seconds; null if that does not matter.</summary>
    public double? MaxLag { get; init; }

    /// <summary>Since when several backends say that they are the primary; null if they do not.</summary>
    public DateTimeOffset? SplitSince { get; init; }

    /// <summary>Null in a pool without <c>rebalance</c>.</summary>
    public RebalanceSnapshot? Rebalance { get; init; }

    /// <summary>Backends eligible for new sessions.</summary>
    public required int Eligible { get; init; }

    /// <summary>Whether no backend is eligible and all are used (<c>panic: use-all</c>).</summary>
    public required bool IsPanicking { get; init; }

    /// <summary>When the pool will fail back by itself; null if no failback is pending.</summary>
    public DateTimeOffset? FailbackAt { get; init; }

    public required int Active { get; init; }

    /// <summary>The pool's max-connections; null if there is no limit.</summary>
    public int? SessionLimit { get; init; }

    /// <summary>Sessions that wait for a place now.</summary>
    public int Waiting { get; init; }

    /// <summary>The sessions that may wait (<c>queue.max</c>); null in a pool without a queue.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>How long sessions waited, whether they got a place or not.</summary>
    public HistogramSnapshot? WaitTime { get; init; }

    public required long Retries { get; init; }

    /// <summary>
    /// Ended sessions by close reason, including refusals; reasons that have not occurred are omitted.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    /// <summary>The backends of all tiers, in the order of the config.</summary>
    public required IReadOnlyList<BackendSnapshot> Backends { get; init; }

    /// <summary>Its host names, in the order of the config.</summary>
    public IReadOnlyList<NameSnapshot> Names { get; init; } = [];

    /// <summary>
    /// Backends missing from their names' answers, whose state is kept.
    /// </summary>
    public IReadOnlyList<HeldSnapshot> Held { get; init; } = [];

    /// <summary>Entries without a backend: an unresolved name, or an address of another entry.
    /// </summary>
    public IReadOnlyList<string> IdleEntries { get; init; } = [];
}

/// <summary>A backend. Health and the operator's intent are independent.</summary>
public sealed record BackendSnapshot
{
    /// <summary>Its address, which identifies it within the pool.</summary>
    public required string Address { get; init; }

    /// <summary>The entry of the config that it belongs to; differs from the address if it is a host name.
    /// </summary>
    public required string Entry { get; init; }

    public required int Tier { get; init; }

    /// <summary>As configured, or as an operator set it.</summary>
    public required int Weight { get; init; }

    /// <summary>The current weight: less than <see cref="Weight"/> during slow start, and changed by what
    /// <see cref="WeightFrom"/> names.</summary>
    public required double WeightInForce { get; init; }

    /// <summary>What else changes the weight now, in percent of <see cref="Weight"/>; null if nothing does.</summary>
    public WeightFromSnapshot? WeightFrom { get; init; }

    /// <summary>up, down, or unknown before the first outcome.</summary>
    public required string Health { get; init; }

    /// <summary>Why it is down; null if it is up.</summary>
    public string? Cause { get; init; }

    /// <summary>What real traffic says of it: good, suspected or ejected.</summary>
    public string Standing { get; init; } = "good";

    /// <summary>Why it is suspected or ejected, with the figures; null while it is good.</summary>
    public string? StandingCause { get; init; }

    /// <summary>Since when it is suspected or ejected; null while it is good.</summary>
    public DateTimeOffset? StandingSince { get; init; }

    /// <summary>How often it was suspected or ejected, by cause; causes that have not occurred are omitted.</summary>
    public IReadOnlyDictionary<string, long> Suspicions { get; init; } = new Dictionary<string, long>();

    /// <summary>Sessions that it ended before it sent a byte, although an answer was expected.</summary>
    public long BadEnds { get; init; }

    /// <summary>When an ejected backend returns.</summary>
    public DateTimeOffset? EjectedUntil { get; init; }

    /// <summary>The role of its server; null if no probe tells it and the pool asks for none.</summary>
    public RoleSnapshot? Role { get; init; }

    /// <summary>When its health last changed.</summary>
    public required DateTimeOffset HealthSince { get; init; }

    /// <summary>The operator's intent: ready, drain or maintenance.</summary>
    public required string Intent { get; init; }

    /// <summary>For a drain: when the remaining sessions are ended.</summary>
    public DateTimeOffset? DrainEndsAt { get; init; }

    /// <summary>For a drain: sessions ended per second from then on; null is all at once.</summary>
    public int? DrainRate { get; init; }

    /// <summary>Whether it gets new sessions.</summary>
    public required bool IsServing { get; init; }

    /// <summary>Changes by an operator since the config was read: added, weight; empty if none.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>The smaller one of the config and the agent; 0 is no limit.</summary>
    public required int MaxConnections { get; init; }

    public required int Active { get; init; }

    /// <summary>Sessions for which it was ever picked.</summary>
    public required long Picks { get; init; }

    public required long ConnectFailures { get; init; }

    public required long BytesUploaded { get; init; }

    public required long BytesDownloaded { get; init; }

    /// <summary>Ended sessions by close reason; reasons that have not occurred are omitted.</summary>
    public required IReadOnlyDictionary<string, long> Ended { get; init; }

    /// <summary>Connects in flight; null in a pool without a limit for them.</summary>
    public int? Connecting { get; init; }

    /// <summary>The durations of successful connects.</summary>
    public required HistogramSnapshot ConnectTime { get; init; }

    /// <summary>What its traffic shows of its performance.</summary>
    public SignalsSnapshot Signals { get; init; } = new();

    /// <summary>
    /// Ephemeral ports of this machine used by connections to it, from all pools; 0 for a unix socket.
    /// </summary>
    public required int PortsInUse { get; init; }

    /// <summary>Null in a pool without probes.</summary>
    public ProbeSnapshot? Probe { get; init; }

    /// <summary>Null in a pool without an agent.</summary>
    public AgentSnapshot? Agent { get; init; }
}

/// <summary>A histogram of durations.</summary>
public sealed record HistogramSnapshot
{
    /// <summary>The upper bounds of the buckets in seconds, ascending; the last bucket has none and is omitted.
    /// </summary>
    public required IReadOnlyList<double> Bounds { get; init; }

    /// <summary>Measurements in each bucket, one more than <see cref="Bounds"/>; not cumulative.</summary>
    public required IReadOnlyList<long> Counts { get; init; }

    /// <summary>The sum in seconds.</summary>
    public required double Sum { get; init; }
}
