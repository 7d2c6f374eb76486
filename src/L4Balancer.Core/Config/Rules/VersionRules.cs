using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>
/// Warns about valid keys that have no effect: with this engine, or in this version.
/// </summary>
internal static class VersionRules
{
    public static void Warn(Place root, BalancerConfig config, ConfigReading reading)
    {
        if (config.Engine == EngineKind.Portable)
        {
            foreach (var key in (string[])["relay", "workers", "pin-workers"])
                WarnIfWritten(key, "has no effect on the portable engine");
        }

        void WarnIfWritten(string key, string message)
        {
            if (root.Has(key)) reading.Warn(root.Of(key), message, null);
        }
    }
}
