using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>rebalance</c>.</summary>
internal static class RebalanceKeys
{
    public static ObjectShape<RebalanceConfig> Shape { get; } =
        new("rebalance", "How sessions of overloaded backends are ended, so that clients reconnect to others.",
            new RebalanceConfig())
        {
            { "threshold", new UnitShape("%", 1, 1000), "How far above its fair share a backend may be.",
                r => r.Threshold, (r, v) => r with { Threshold = v } },
            { "rate", new UnitShape("/s", 1, Limits.RebalanceRateMax), "Sessions of the pool ended per second.",
                r => r.Rate, (r, v) => r with { Rate = v } },
            { "min-age", DurationShape.Between("0", "24h"), "Younger sessions are spared.",
                r => r.MinAge, (r, v) => r with { MinAge = v } },
            { "quiet", DurationShape.Between("100ms", "1h"),
                "Only sessions in which no byte has moved for this long are ended.",
                r => r.Quiet, (r, v) => r with { Quiet = v } },
            { "dry-run", new SwitchShape(), "true only says what it would do, in events and metrics.",
                r => r.DryRun, (r, v) => r with { DryRun = v } },
        };
}
