using L4Balancer.Core.Config;

namespace L4Balancer.Core.Quotas;

/// <summary>What one source is at a listener, and how much it may have. Immutable.</summary>
public sealed class SourceRule
{
    /// <summary>Networks of the default size, without limits: sources are only counted.</summary>
    public static SourceRule CountOnly { get; } = new(new PerSourceConfig());

    public SourceRule(PerSourceConfig config)
    {
        (Ipv4Prefix, Ipv6Prefix) = (config.Ipv4Prefix, config.Ipv6Prefix);
        SessionsMax = config.MaxConnections == 0 ? int.MaxValue : config.MaxConnections;
        Rate = config.ConnectionRate is { } rate ? TokenRate.Of(rate) : null;
    }

    public int Ipv4Prefix { get; }

    public int Ipv6Prefix { get; }

    /// <summary>Concurrent sessions.</summary>
    public int SessionsMax { get; }

    /// <summary>New connections; null is no limit.</summary>
    public TokenRate? Rate { get; }
}
