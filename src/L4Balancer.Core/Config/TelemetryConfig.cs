namespace L4Balancer.Core.Config;

/// <summary>The export to an OpenTelemetry collector.</summary>
public sealed record TelemetryConfig
{
    /// <summary>The endpoint of the collector, <c>http://host:4317</c>.</summary>
    public required Uri Otlp { get; init; }

    /// <summary>The protocol of the endpoint.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>How often the metrics are sent, 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The share of sessions that are traced, 0 to 1.</summary>
    public double TracedSessions { get; init; }
}

/// <summary>The protocols of OTLP.</summary>
public enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}
