using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules for <c>access</c>.</summary>
internal static class AccessRules
{
    public static AccessConfig Check(AccessConfig access, Place place, ConfigReading reading)
    {
        foreach (var network in access.Allow)
        {
            if (!access.Deny.Contains(network)) continue;
            reading.KeyError(place.Of("deny"), $"{network} is allowed as well", "each network in one of the two");
        }

        return access;
    }
}
