using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Config.Rules;

/// <summary>Rules between the keys of one backend.</summary>
internal static class BackendRules
{
    public static BackendConfig Check(BackendConfig backend, Place place, ConfigReading reading)
    {
        if (place.Has("backup") && place.Has("tier"))
        {
            reading.KeyError(
                place.Of("backup"), "backup and tier are both set", "backup: true is tier: 1; keep one of them");
        }

        if (backend.Address.Fixed is not null && !reading.IsDamaged(place))
        {
            // The defaults are allowed: --print-effective writes them.
            if (backend.Addresses != 0) RefuseForFixed(BackendKeys.Addresses, place, reading);
            if (backend.AddressFamily != AddressFamilies.PreferIpv4)
                RefuseForFixed(BackendKeys.AddressFamily, place, reading);
        }

        return backend;
    }

    private static void RefuseForFixed(string key, Place place, ConfigReading reading)
    {
        reading.KeyError(place.Of(key), "applies to host names only", "remove it");
    }
}
