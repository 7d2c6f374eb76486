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
        new("access-log-rule", "How many of some sessions are logged.", new AccessLogRule { Keep = 1 })
        {
            { Listener, new NameShape(), "Fits the sessions of this listener; left out, of all.",
                r => r.Listener, (r, v) => r with { Listener = v } },
            { Pool, new NameShape(), "Fits the sessions of this pool; left out, of all.",
                r => r.Pool, (r, v) => r with { Pool = v } },
            { "reasons", new ListShape<CloseReason>(Reason, $"{Reason.Expectation}, or a list of them", orSingle: true),
                "Fits the sessions that ended for one of these; left out, for any.",
                r => r.Reasons.Count == 0 ? null : r.Reasons, (r, v) => r with { Reasons = v } },
            { "keep", new FactorShape(0, 1), "The share that is logged.",
                r => r.Keep, (r, v) => r with { Keep = v }, FieldKind.Required },
        };

    public static ObjectShape<AccessLogConfig> Shape { get; } =
        new("access-log", "A line of JSON for each session.", Blank)
        {
            { "to", new LogTargetShape(),
                "stdout (the journal limits its rate), syslog, syslog:HOST:PORT, or the path of a file.",
                a => a.To, (a, v) => a with { To = v }, FieldKind.Required },
            { "open", new SwitchShape(), "A line when a session has its backend, too.",
                a => a.Open, (a, v) => a with { Open = v } },
            { "interval", DurationShape.WholeSecondsBetween("0", "24h"),
                "A running session has a line this often; 0 is never.",
                a => a.Interval, (a, v) => a with { Interval = v } },
            { "sampling", new ListShape<AccessLogRule>(RuleShape, "a list of rules"),
                "The first rule that fits a session says how many are logged; without one all are.",
                a => a.Sampling.Count == 0 ? null : a.Sampling, (a, v) => a with { Sampling = v } },
        };
}
