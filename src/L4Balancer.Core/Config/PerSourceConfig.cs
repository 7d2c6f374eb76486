namespace L4Balancer.Core.Config;

/// <summary>Limits for the clients of one source: an address, or the network that it is in.</summary>
public sealed record PerSourceConfig
{
    /// <summary>Bits of an IPv4 address that are one source, 1 to 32.</summary>
    public int Ipv4Prefix { get; init; } = 32;

    /// <summary>Bits of an IPv6 address that are one source, 1 to 128: a site usually has a /64 at least.</summary>
    public int Ipv6Prefix { get; init; } = 64;

    /// <summary>Concurrent sessions of one source; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>New connections of one source; null is no limit.</summary>
    public ConnectionRateConfig? ConnectionRate { get; init; }
}

/// <summary>How many connections may come per second: a token bucket.</summary>
public sealed record ConnectionRateConfig
{
    /// <summary>Connections per second in the long run, at least 1.</summary>
    public required int Rate { get; init; }

    /// <summary>Connections that may come at once after a pause; null is those of one second.</summary>
    public int? Burst { get; init; }
}
