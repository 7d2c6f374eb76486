using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for <c>access</c>, <c>per-source</c> and <c>connection-rate</c>.</summary>
internal static class AccessRules
{
    private const string PerSource = "per-source";

    public static AccessConfig Check(AccessConfig access, Place place, ConfigReading reading)
    {
        var allowed = access.Allow.ToHashSet();
        foreach (var network in access.Deny)
        {
            if (!allowed.Contains(network)) continue;
            reading.KeyError(place.Of("deny"), $"{network} is allowed as well", "each network in one of the two");
        }

        if (access is { Allow.Count: 0, Deny.Count: 0, AllowFile: null, DenyFile: null } && !reading.IsDamaged(place))
            reading.KeyError(place, "names no networks", "allow, deny, allow-file or deny-file");
        return access;
    }

    /// <summary>Sources that nothing is limited for; <c>rate-limit.source</c> limits their bytes.</summary>
    public static void CheckSource(ListenerConfig listener, Place place, ConfigReading reading)
    {
        var source = place.Of(PerSource);
        if (listener.PerSource is not { MaxConnections: 0, ConnectionRate: null } || reading.IsDamaged(source)) return;
        if (listener.RateLimit is { } limit && limit.Source != new ByteRateConfig()) return;
        reading.KeyError(source, "limits nothing", "max-connections, connection-rate, or rate-limit.source beside it");
    }
}
