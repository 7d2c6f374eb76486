using L4Balancer.Core.Config.Shapes;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>access-log</c>.</summary>
internal static class AccessLogKeys
{
    public const string Listener = "listener";
    public const string Pool = "pool";

    private static readonly AccessLogConfig Blank = new() { To = "" };

    private static readonly ChoiceShape<CloseReason> Reason = new(CloseReason.None);

    public static ObjectShape<AccessLogRule> RuleShape { get; } =
        new("access-log-rule", "Sets the share of some sessions that is logged.", new AccessLogRule { Keep = 1 })
        {
            { Listener, new NameShape(), "Matches sessions of this listener; omitted: all listeners.",
                r => r.Listener, (r, v) => r with { Listener = v } },
            { Pool, new NameShape(), "Matches sessions of this pool; omitted: all pools.",
                r => r.Pool, (r, v) => r with { Pool = v } },
            { "reasons", new ListShape<CloseReason>(Reason, $"{Reason.Expectation}, or a list of them", orSingle: true),
                "Matches sessions that ended for one of these reasons; omitted: any reason.",
                r => r.Reasons.Count == 0 ? null : r.Reasons, (r, v) => r with { Reasons = v } },
            { "keep", new FactorShape(0, 1), "The share of matching sessions that is logged.",
                r => r.Keep, (r, v) => r with { Keep = v }, FieldKind.Required },
        };

    public static ObjectShape<AccessLogConfig> Shape { get; } =
        new("access-log", "One line of JSON per session.", Blank)
        {
            { "to", new LogTargetShape(),
                "stdout (the journal limits its rate), syslog, syslog:HOST:PORT, or the path of a file.",
                a => a.To, (a, v) => a with { To = v }, FieldKind.Required },
            { "open", new SwitchShape(), "Also write a line when a session is connected to its backend.",
                a => a.Open, (a, v) => a with { Open = v } },
            { "interval", DurationShape.WholeSecondsBetween("0", "24h"),
                "How often a running session gets a line; 0 is never.",
                a => a.Interval, (a, v) => a with { Interval = v } },
            { "sampling", new ListShape<AccessLogRule>(RuleShape, "a list of rules"),
                "The first rule that matches a session decides; without a match it is logged.",
                a => a.Sampling.Count == 0 ? null : a.Sampling, (a, v) => a with { Sampling = v } },
        };
}
