using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;

namespace L4Balancer.Core.Table;

/// <summary>What a listener asks of each client before it gets a place there. Immutable.</summary>
public sealed class ArrivalRules
{
    private ArrivalRules(ListenerConfig config, AccessList? access)
    {
        Access = access;
        Rate = config.ConnectionRate is { } rate ? TokenRate.Of(rate) : null;
        Source = config.PerSource is { } source ? new SourceRule(source) : SourceRule.CountOnly;
    }

    /// <summary>Who is served; null if everybody is.</summary>
    public AccessList? Access { get; }

    /// <summary>New clients of the listener; null is no limit.</summary>
    public TokenRate? Rate { get; }

    /// <summary>The limits of each source; sources are counted in any case, so that operators see them.</summary>
    public SourceRule Source { get; }

    /// <param name="access">The networks with those of files; null: only those of the configuration itself.</param>
    /// <returns>Null if the listener asks nothing.</returns>
    public static ArrivalRules? Of(ListenerConfig config, AccessList? access)
    {
        if (config is { Access: null, ConnectionRate: null, PerSource: null }) return null;
        if (config.Access is { } inline) access ??= new AccessListBuilder(inline).Build();
        return new ArrivalRules(config, access);
    }
}
