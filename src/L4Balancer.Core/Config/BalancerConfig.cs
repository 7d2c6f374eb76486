namespace L4Balancer.Core.Config;

/// <summary>
/// The whole configuration, validated and immutable. The initialisers of these records are the one place where a
/// default is written; the parser, the JSON Schema and <c>check --print-effective</c> all read them from here.
/// </summary>
public sealed record BalancerConfig
{
    /// <summary>
    /// The engine that relays the data; the portable one is the fallback where the native one cannot run.
    /// </summary>
    public EngineKind Engine { get; init; } = EngineKind.Native;

    /// <summary>How the native engine moves data; the portable engine always uses pipelines.</summary>
    public RelayKind Relay { get; init; } = RelayKind.Adaptive;

    /// <summary>Event loops of the native engine, 1 to 1024; null is one per core.</summary>
    public int? Workers { get; init; }

    /// <summary>Pins each event loop to its own core.</summary>
    public bool PinWorkers { get; init; }

    /// <summary>
    /// Bytes that one direction of a session may buffer before the sender is paused, 4 KiB to 16 MiB. An idle session
    /// holds none.
    /// </summary>
    public int BufferSize { get; init; } = 64 * 1024;

    /// <summary>Maximum concurrent sessions of the process; null is as many as its file descriptors allow.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How long running sessions may continue after SIGTERM, 0 to 24 h.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often host names of backends are resolved again, 1 s to 24 h.</summary>
    public TimeSpan ResolveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the state of a backend missing from its host name's answers is kept, 0 to 24 h.
    /// </summary>
    public TimeSpan ResolveHold { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ListenerConfig> Listeners { get; init; } = [];

    /// <summary>
    /// In the order of the file, pools written inline in a listener included under the listener's name.
    /// </summary>
    public IReadOnlyList<PoolConfig> Pools { get; init; } = [];

    /// <summary>Null when there is no admin section.</summary>
    public AdminConfig? Admin { get; init; }

    /// <summary>Null when there is no access log.</summary>
    public AccessLogConfig? AccessLog { get; init; }

    /// <summary>Null when nothing is exported.</summary>
    public TelemetryConfig? Telemetry { get; init; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<HookConfig> Hooks { get; init; } = [];

    /// <summary>Whether all values are equal, including the contents of lists, in order.</summary>
    public bool IsSame(BalancerConfig other) =>
        this with
        {
            Listeners = other.Listeners,
            Pools = other.Pools,
            Admin = other.Admin,
            AccessLog = other.AccessLog,
            Hooks = other.Hooks,
        } == other
        && Listeners.Count == other.Listeners.Count && Listeners.Zip(other.Listeners).All(p => p.First.IsSame(p.Second))
        && Pools.Count == other.Pools.Count && Pools.Zip(other.Pools).All(p => p.First.IsSame(p.Second))
        && (Admin is null ? other.Admin is null : other.Admin is { } admin && Admin.IsSame(admin))
        && (AccessLog is null ? other.AccessLog is null : other.AccessLog is { } log && AccessLog.IsSame(log))
        && Hooks.Count == other.Hooks.Count && Hooks.Zip(other.Hooks).All(p => p.First.IsSame(p.Second));
}

/// <summary>The implementation of the data plane.</summary>
public enum EngineKind
{
    Portable,
    Native,
}

/// <summary>How the native engine moves data.</summary>
public enum RelayKind
{
    Adaptive,
    Copy,
    Splice,
}
