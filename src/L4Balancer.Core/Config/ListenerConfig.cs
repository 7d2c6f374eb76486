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

    /// <summary>Whether all values are equal, including the addresses (which == does not compare).</summary>
    public bool IsSame(ListenerConfig other) =>
        this with { Bind = other.Bind } == other && Bind.SequenceEqual(other.Bind);
}
