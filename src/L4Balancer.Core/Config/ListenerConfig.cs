namespace L4Balancer.Core.Config;

/// <summary>One or more bound addresses that accept client connections for one pool.</summary>
public sealed record ListenerConfig
{
    public required string Name { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<BindAddress> Bind { get; init; }

    /// <summary>The name of the pool that serves it.</summary>
    public required string Pool { get; init; }

    /// <summary>Maximum concurrent sessions over all addresses of the listener; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// Connections that the kernel queues until they are accepted, 1 to 65535 (the kernel caps it at
    /// net.core.somaxconn).
    /// </summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Null: connections begin with the client's own bytes.</summary>
    public AcceptProxyConfig? AcceptProxy { get; init; }

    /// <summary>Null: every client is served.</summary>
    public AccessConfig? Access { get; init; }

    /// <summary>New connections over all addresses of the listener; null is no limit.</summary>
    public ConnectionRateConfig? ConnectionRate { get; init; }

    /// <summary>Null: no limits by source.</summary>
    public PerSourceConfig? PerSource { get; init; }

    /// <summary>Null: as fast as it goes.</summary>
    public RateLimitConfig? RateLimit { get; init; }

    /// <summary>When a backend is connected.</summary>
    public ConnectMoment Connect { get; init; } = ConnectMoment.AtOnce;

    /// <summary>
    /// How long a client may be silent after the accept, where its first bytes decide (<see cref="Routes"/>) or are
    /// waited for (<see cref="ConnectMoment.OnData"/>), 100 ms to 1 h.
    /// </summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client may take from its first byte to the last one that a route needs, 100 ms to 1 min.
    /// </summary>
    public TimeSpan PrereadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most bytes that are looked at for a route, 1 KiB to 1 MiB.</summary>
    public int PrereadSize { get; init; } = 64 * 1024;

    /// <summary>Other pools, by what the client's TLS asks for; in the order of the file.</summary>
    public ValueList<RouteConfig> Routes { get; init; } = ValueList<RouteConfig>.Empty;

    /// <summary>What happens to clients that no route is for.</summary>
    public NoRouteAction OnNoRoute { get; init; } = NoRouteAction.Pool;

    /// <summary>Options of the listening sockets.</summary>
    public ListenSocketConfig ListenSocket { get; init; } = new();

    /// <summary>Whether it needs the first bytes of a client before it picks a backend.</summary>
    public bool WaitsForData => Connect == ConnectMoment.OnData || Routes.Count > 0;

    /// <summary>Whether all values are equal, including the addresses (which == does not compare).</summary>
    public bool IsSame(ListenerConfig other) =>
        this with { Bind = other.Bind } == other && Bind.SequenceEqual(other.Bind);
}
