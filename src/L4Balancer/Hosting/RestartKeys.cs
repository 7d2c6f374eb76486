using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>The keys that a reload reads but does not apply.</summary>
internal static class RestartKeys
{
    private static readonly (string Key, Func<BalancerConfig, object?> ValueOf)[] All =
    [
        ("engine", c => c.Engine),
        ("relay", c => c.Relay),
        ("workers", c => c.Workers),
        ("pin-workers", c => c.PinWorkers),
        ("buffer-size", c => c.BufferSize),
        ("telemetry", c => c.Telemetry),
    ];

    /// <summary>A configuration with the values that another one has for these keys.</summary>
    public static BalancerConfig Take(BalancerConfig from, BalancerConfig into) => into with
    {
        Engine = from.Engine,
        Relay = from.Relay,
        Workers = from.Workers,
        PinWorkers = from.PinWorkers,
        BufferSize = from.BufferSize,
        Telemetry = from.Telemetry,
    };

    /// <summary>Returns the keys that differ.</summary>
    public static IEnumerable<string> Between(BalancerConfig before, BalancerConfig after) =>
        All.Where(k => !Equals(k.ValueOf(before), k.ValueOf(after))).Select(k => k.Key);
}
