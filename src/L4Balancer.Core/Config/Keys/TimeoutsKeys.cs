using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>timeouts</c>.</summary>
internal static class TimeoutsKeys
{
    private static readonly DurationShape Idle = DurationShape.Between("0", "7d");

    public static ObjectShape<TimeoutsConfig> Shape { get; } =
        new("timeouts", "When a session that does not move is ended.", new TimeoutsConfig())
        {
            { "connect", DurationShape.Between("10ms", "10m"),
                "Time for one connect to a backend; then the next one is tried.",
                t => t.Connect, (t, v) => t with { Connect = v } },
            { "client-idle", Idle,
                "It was the client's turn (the backend's bytes moved last, or none yet) and nothing moved for this "
                + "long; 0 is off.",
                t => t.ClientIdle, (t, v) => t with { ClientIdle = v } },
            { "server-idle", Idle,
                "It was the backend's turn (the client's bytes moved last) and nothing moved for this long; 0 is off.",
                t => t.ServerIdle, (t, v) => t with { ServerIdle = v } },
            { "half-closed", Idle,
                "One side has ended its direction and nothing moved in the other for this long; 0 is off.",
                t => t.HalfClosed, (t, v) => t with { HalfClosed = v } },
            { "max-age", DurationShape.Between("0", "365d"),
                "Age at which a session is ended whatever it does; 0 is off.",
                t => t.MaxAge, (t, v) => t with { MaxAge = v } },
        };
}
