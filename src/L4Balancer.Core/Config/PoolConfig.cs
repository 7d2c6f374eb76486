namespace L4Balancer.Core.Config;

/// <summary>A set of backends with one policy, one health check and limits.</summary>
public sealed record PoolConfig
{
    public required string Name { get; init; }

    /// <summary>How a backend is picked.</summary>
    public PolicyKind Policy { get; init; } = PolicyKind.PowerOfTwo;

    /// <summary>
    /// What the weights follow besides the configured ones, with the policies that pick by weight (<see
    /// cref="FollowsWeights"/>).
    /// </summary>
    public WeighBy WeighBy { get; init; } = WeighBy.None;

    /// <summary>
    /// Whether the policy distributes sessions by weight and leaves it to <see cref="WeighBy"/> to measure. The others
    /// measure by themselves, or keep clients where they are, or ignore weights.
    /// </summary>
    public bool FollowsWeights => Policy is PolicyKind.PowerOfTwo or PolicyKind.RoundRobin or PolicyKind.Random
        or PolicyKind.LeastConnections;

    /// <summary>
    /// Whether the balancer itself derives weights from measurements; the weight of an agent is final.
    /// </summary>
    public bool IsMeasured =>
        FollowsWeights && WeighBy is WeighBy.ResponseTime or WeighBy.Cpu or WeighBy.Memory;

    /// <summary>
    /// For <c>source-hash</c>: no backend gets more than this multiple of its fair share of the running sessions, 1.05
    /// to 10; null is no bound.
    /// </summary>
    public double? LoadFactor { get; init; }

    public HealthConfig Health { get; init; } = new();

    /// <summary>The role that a server must have to serve the pool.</summary>
    public PoolRole Role { get; init; } = PoolRole.Any;

    /// <summary>How far a replica may be behind its primary, 100 ms to 24 h; null does not matter.</summary>
    public TimeSpan? MaxLag { get; init; }

    /// <summary>Which primary is used while several servers say that they are.</summary>
    public SplitBrainChoice SplitBrain { get; init; } = SplitBrainChoice.None;

    /// <summary>What happens to the running sessions of a backend that no longer has the role.</summary>
    public OnRoleChangeAction OnRoleChange { get; init; } = OnRoleChangeAction.Reset;

    /// <summary>When its silence makes a backend suspected.</summary>
    public HungConfig Hung { get; init; } = new();

    /// <summary>When the way its sessions end gets a backend ejected.</summary>
    public OutliersConfig Outliers { get; init; } = new();

    /// <summary>What the sessions speak, so that it is known when one could end without loss.</summary>
    public ProtocolKind Protocol { get; init; } = ProtocolKind.None;

    public TimeoutsConfig Timeouts { get; init; } = new();

    public TcpConfig Tcp { get; init; } = new();

    /// <summary>Whether the tier in use follows health or stays until an operator switches it.</summary>
    public FailoverMode Mode { get; init; } = FailoverMode.Automatic;

    /// <summary>How long a better tier must have had an eligible backend before it is used again, 0 to 24 h.</summary>
    public TimeSpan FailbackDelay { get; init; } = TimeSpan.Zero;

    /// <summary>What happens to the running sessions on backups when the pool fails back.</summary>
    public OnFailbackAction OnFailback { get; init; } = OnFailbackAction.Keep;

    /// <summary>For <see cref="OnFailbackAction.Move"/>: sessions of a backend ended per second, at least 1.</summary>
    public int FailbackRate { get; init; } = 100;

    /// <summary>
    /// For <see cref="OnFailbackAction.Move"/>: after this time the sessions that are left are ended at once, 0 to 1 h.
    /// </summary>
    public TimeSpan FailbackDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What happens to new clients when no backend is eligible.</summary>
    public PanicMode Panic { get; init; } = PanicMode.Refuse;

    /// <summary>What happens to the running sessions of a backend that goes down.</summary>
    public OnDownAction OnDown { get; init; } = OnDownAction.Keep;

    /// <summary>
    /// How long a backend that begins to serve takes to reach its full weight, 0 (off) to 1 h.
    /// </summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.Zero;

    /// <summary>Maximum concurrent sessions over all backends; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// Connects in flight to each backend, so that one that returns or starves is not overrun; 0 is no limit.
    /// </summary>
    public int MaxPendingConnects { get; init; }

    /// <summary>Sessions that wait for a place; null refuses them at once.</summary>
    public QueueConfig? Queue { get; init; }

    /// <summary>The PROXY protocol header for the backends; null sends none.</summary>
    public SendProxyConfig? SendProxy { get; init; }

    /// <summary>From where backends are connected.</summary>
    public SourceConfig Source { get; init; } = SourceConfig.Kernel;

    /// <summary>How sessions of overloaded backends are moved to others; null leaves them.</summary>
    public RebalanceConfig? Rebalance { get; init; }

    /// <summary>
    /// Further backends tried after a failed connect, 0 to 15; null tries every eligible backend once, at most
    /// <see cref="Limits.DefaultRetriesMax"/>.
    /// </summary>
    public int? Retries { get; init; }

    /// <summary>
    /// Whether the balancer counts as ready for traffic only while this pool has an eligible backend.
    /// </summary>
    public bool Required { get; init; } = true;

    /// <summary>In the order of the file; at least one has tier 0.</summary>
    public required IReadOnlyList<BackendConfig> Backends { get; init; }

    /// <summary>Its probes connect from its source.</summary>
    public PoolConfig WithProbesFromSource() =>
        this with { Health = Health with { Source = Source.ForProbes() } };

    /// <summary>
    /// Whether all values are equal, including the backends (which == does not compare).
    /// </summary>
    public bool IsSame(PoolConfig other) =>
        this with { Backends = other.Backends } == other && Backends.SequenceEqual(other.Backends);
}

/// <summary>How a backend is picked; each policy has a class of that name under <c>Policies/</c>.</summary>
public enum PolicyKind
{
    PowerOfTwo,
    RoundRobin,
    Random,
    LeastConnections,
    SourceHash,
    First,

    /// <summary>Power of two choices on the expected latency.</summary>
    Fastest,

    /// <summary>As <see cref="Fastest"/>, but a backend with unusually many sessions loses first.</summary>
    Adaptive,
}

/// <summary>A measured value that the weights of a pool follow.</summary>
public enum WeighBy
{
    /// <summary>Weights are as configured, or as an operator set them.</summary>
    None,

    /// <summary>The weight that the agent of a backend asks for.</summary>
    Agent,

    /// <summary>The mean response time of real traffic.</summary>
    ResponseTime,

    /// <summary>The idle share of the processors, from the agent.</summary>
    Cpu,

    /// <summary>The available share of the memory, from the agent.</summary>
    Memory,
}

/// <summary>Whether failover is automatic.</summary>
public enum FailoverMode
{
    Automatic,
    Manual,
}

/// <summary>What happens to running sessions on backups when a better tier is used again.</summary>
public enum OnFailbackAction
{
    Keep,

    /// <summary>They are ended, paced, so that their clients return to the better tier.</summary>
    Move,
}

/// <summary>What happens when no backend is eligible.</summary>
public enum PanicMode
{
    Refuse,
    UseAll,
}

/// <summary>What happens to running sessions of a backend that goes down.</summary>
public enum OnDownAction
{
    Keep,
    Reset,
}
