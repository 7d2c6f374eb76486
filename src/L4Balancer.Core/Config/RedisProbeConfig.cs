namespace L4Balancer.Core.Config;

/// <summary>What a probe of Redis asks besides <c>PING</c> and <c>INFO replication</c>.</summary>
public sealed record RedisProbeConfig
{
    /// <summary>Whether <c>CLUSTER INFO</c> must say that the cluster is ok.</summary>
    public bool Cluster { get; init; }

    /// <summary>
    /// Who the primary is, is asked of the Sentinels: without their word, a server that calls itself primary is not.
    /// Null asks none.
    /// </summary>
    public SentinelConfig? Sentinel { get; init; }
}

/// <summary>The Sentinels that watch a Redis primary.</summary>
public sealed record SentinelConfig
{
    /// <summary>The name under which they know the primary.</summary>
    public required string Name { get; init; }

    /// <summary>Where they listen: IP addresses with ports.</summary>
    public required ValueList<NetAddress> At { get; init; }

    /// <summary>Who the probe logs in as at the Sentinels; null is nobody.</summary>
    public ProbeLoginConfig? Login { get; init; }
}
