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

    /// <summary>Clients of unix sockets have no address, unless a PROXY header says one.</summary>
    public static void WarnOfUnixSockets(ListenerConfig listener, Place place, ConfigReading reading)
    {
        if (listener.AcceptProxy is not null || reading.IsDamaged(place)) return;
        if (listener.Bind.Any(bind => bind.Address.UnixPath is null)) return;
        if (listener.Access is not null) Warn("access", "the mode of the socket decides who may connect");
        if (listener.PerSource is not null) Warn(PerSource, "max-connections or connection-rate of the listener");

        void Warn(string key, string instead) =>
            reading.Warn(place.Of(key), "has no effect on unix sockets, whose clients have no address", instead);
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
