using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>What must hold between the keys of one backend.</summary>
internal static class BackendRules
{
    public static BackendConfig Check(BackendConfig backend, Place place, ConfigReading reading)
    {
        if (place.Has("backup") && place.Has("tier"))
        {
            reading.KeyError(
                place.Of("backup"), "backup and tier are both written", "backup: true is tier: 1; keep one of them");
        }

        return backend;
    }
}
