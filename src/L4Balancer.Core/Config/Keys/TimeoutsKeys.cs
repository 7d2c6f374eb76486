using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>timeouts</c>.</summary>
internal static class TimeoutsKeys
{
    private static readonly DurationShape Idle = DurationShape.Between("0", "7d");

    public static ObjectShape<TimeoutsConfig> Shape { get; } =
        new("timeouts", "Timeouts that end a session.", new TimeoutsConfig())
        {
            { "connect", DurationShape.Between("10ms", "10m"),
                "Time limit for one connect to a backend; then the next one is tried.",
                t => t.Connect, (t, v) => t with { Connect = v } },
            { "client-idle", Idle,
                "Idle timeout while it is the client's turn (the last data came from the backend, or there was none "
                + "yet); 0 is off.",
                t => t.ClientIdle, (t, v) => t with { ClientIdle = v } },
            { "server-idle", Idle,
                "Idle timeout while it is the backend's turn (the last data came from the client); 0 is off.",
                t => t.ServerIdle, (t, v) => t with { ServerIdle = v } },
            { "half-closed", Idle,
                "Idle timeout after one side has ended its direction; 0 is off.",
                t => t.HalfClosed, (t, v) => t with { HalfClosed = v } },
            { "stalled", Idle,
                "How long a side may take nothing while bytes wait for it; 0 is off.",
                t => t.Stalled, (t, v) => t with { Stalled = v } },
            { "max-age", DurationShape.Between("0", "365d"),
                "Maximum age of a session, active or not; 0 is off.",
                t => t.MaxAge, (t, v) => t with { MaxAge = v } },
        };
}
