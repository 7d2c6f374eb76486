using L4Balancer.Core.Config.Shapes;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>The keys of a scenario file.</summary>
internal static class ScenarioKeys
{
    public const string Pool = "pool";
    public const string Duration = "duration";
    public const string WarmUp = "warm-up";
    public const string Arrivals = "arrivals";
    public const string Backends = "backends";
    public const string Failures = "failures";

    public static ObjectShape<Scenario> Shape { get; } =
        new("scenario", "What happens to a pool in a simulation.", new Scenario())
        {
            { Pool, new NameShape(), "The simulated pool; may be omitted if there is only one.",
                s => s.Pool.Length == 0 ? null : s.Pool, (s, v) => s with { Pool = v } },
            { Duration, DurationShape.Between("1s", "24h"), "The simulated time.",
                s => s.Duration, (s, v) => s with { Duration = v } },
            { WarmUp, DurationShape.Between("0", "1h"), "Time at the beginning that does not count.",
                s => s.WarmUp, (s, v) => s with { WarmUp = v } },
            { "hung-after", DurationShape.Between("1ms", "1h"),
                "A session that waits longer than this for an answer counts as hung.",
                s => s.HungAfter, (s, v) => s with { HungAfter = v } },
            { Arrivals, ArrivalKeys.Shape, "Who comes when.",
                s => s.Arrivals, (s, v) => s with { Arrivals = v }, FieldKind.Required },
            { "sessions", SessionShape, "What a client does in a session.",
                s => s.Sessions, (s, v) => s with { Sessions = v } },
            { "service", ServiceKeys.Shape, "How the servers answer.",
                s => s.Service, (s, v) => s with { Service = v } },
            { Backends, new ListShape<ScenarioBackend>(
                    ServiceKeys.OfBackend, "a list of the backends that differ from service"),
                "The backends that differ from service.",
                s => s.Backends, (s, v) => s with { Backends = v } },
            { Failures, new ListShape<ScenarioFailure>(FailureKeys.Shape, "a list of failures"),
                "What goes wrong, and when.", s => s.Failures, (s, v) => s with { Failures = v } },
        };

    public static ObjectShape<ScenarioSessions> SessionShape =>
        new("sessions", "What a client does in a session.", new ScenarioSessions())
        {
            { "questions", new WholeNumberShape(1, 1_000_000), "Questions per session, one after the other.",
                s => s.Questions, (s, v) => s with { Questions = v } },
            { "pause", DurationShape.Between("0", "1h"), "Mean pause before the next question; exponential.",
                s => s.Pause, (s, v) => s with { Pause = v } },
            { "timeout", DurationShape.Between("1ms", "1h"), "After this time without an answer the client gives up.",
                s => s.Timeout, (s, v) => s with { Timeout = v } },
            { "connect", new PreciseDurationShape(TimeSpan.FromSeconds(10)), "How long a connect takes: a round trip.",
                s => s.Connect, (s, v) => s with { Connect = v } },
        };
}
