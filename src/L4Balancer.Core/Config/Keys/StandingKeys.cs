using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>hung</c> and <c>outliers</c>: what real traffic may say about a backend.</summary>
internal static class StandingKeys
{
    private static readonly OrWordShape<int> Count = new("none", new WholeNumberShape(1, 1000));

    public static ObjectShape<HungConfig> Hung { get; } = new(
        "hung", "When a backend that does not answer, while the others do, is suspected: it then gets a trickle.",
        new HungConfig(), complete: StandingRules.Check)
    {
        { "detect", new SwitchShape(), "false never suspects a backend for its silence.",
            h => h.Detect, (h, v) => h with { Detect = v } },
        { "questions", new WholeNumberShape(2, 1000),
            "Questions that must be waiting for it, asked since nothing at all came from it.",
            h => h.Questions, (h, v) => h with { Questions = v } },
        { "min-silence", DurationShape.Between("10ms", "1m"), "The silence that is needed at least.",
            h => h.MinSilence, (h, v) => h with { MinSilence = v } },
        { "factor", new FactorShape(2, 100), "The silence that is needed, as a multiple of the usual response time.",
            h => h.Factor, (h, v) => h with { Factor = v } },
        { "max-silence", DurationShape.Between("100ms", "1h"),
            "If more silence than this would be needed, nobody is suspected.",
            h => h.MaxSilence, (h, v) => h with { MaxSilence = v } },
    };

    public static ObjectShape<OutliersConfig> Outliers { get; } = new(
        "outliers", "When a backend is ejected for how its real traffic ends, whatever its probes say.",
        new OutliersConfig(), complete: StandingRules.Check)
    {
        { "detect", new SwitchShape(), "false never ejects for real traffic, except with health type none.",
            o => o.Detect, (o, v) => o with { Detect = v } },
        { "connect-failures", Count, "Failed connects in a row that eject.",
            o => o.ConnectFailures, (o, v) => o with { ConnectFailures = v } },
        { "bad-ends", Count, "Sessions in a row, ended by the backend before it sent a byte, that eject.",
            o => o.BadEnds, (o, v) => o with { BadEnds = v } },
        { "failure-percent", new OrWordShape<int>("none", new WholeNumberShape(1, 100)),
            "The share of an interval's sessions that failed, in percent, that ejects.",
            o => o.FailurePercent, (o, v) => o with { FailurePercent = v } },
        { "interval", DurationShape.Between("1s", "1h"), "The interval of failure-percent and slow-factor.",
            o => o.Interval, (o, v) => o with { Interval = v } },
        { "min-volume", new WholeNumberShape(1, 1_000_000),
            "Sessions (for slow-factor: answers) below which an interval says nothing.",
            o => o.MinVolume, (o, v) => o with { MinVolume = v } },
        { "slow-factor", new OrWordShape<double>("none", new FactorShape(2, 100)),
            "The mean response time, as a multiple of the pool's median, that ejects after three intervals in a row.",
            o => o.SlowFactor, (o, v) => o with { SlowFactor = v } },
        { "base-time", DurationShape.Between("1s", "1h"), "How long the first ejection lasts; it doubles each time.",
            o => o.BaseTime, (o, v) => o with { BaseTime = v } },
        { "max-time", DurationShape.Between("1s", "24h"), "The longest ejection.",
            o => o.MaxTime, (o, v) => o with { MaxTime = v } },
        { "max-percent", new WholeNumberShape(1, 100),
            "The share of a tier's backends that may be out at the same time, in percent; at least one.",
            o => o.MaxPercent, (o, v) => o with { MaxPercent = v } },
    };
}
