using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>telemetry</c>.</summary>
internal static class TelemetryKeys
{
    private static readonly TelemetryConfig Blank = new() { Otlp = new Uri("http://localhost:4317") };

    public static ObjectShape<TelemetryConfig> Shape { get; } =
        new("telemetry", "Export to an OpenTelemetry collector.", Blank)
        {
            { "otlp", new UrlShape(), "The endpoint of the collector.",
                t => t.Otlp, (t, v) => t with { Otlp = v }, FieldKind.Required },
            { "protocol", new ChoiceShape<OtlpProtocol>(), "The protocol of the endpoint.",
                t => t.Protocol, (t, v) => t with { Protocol = v } },
            { "interval", DurationShape.Between("1s", "1h"), "How often the metrics are sent.",
                t => t.Interval, (t, v) => t with { Interval = v } },
            { "traced-sessions", new FactorShape(0, 1), "The share of sessions that are traced.",
                t => t.TracedSessions, (t, v) => t with { TracedSessions = v } },
        };
}
