namespace L4Balancer.Bench.Load;

/// <summary>The result of the load generator; <c>load --json</c> prints it, <c>compare</c> reads it.</summary>
public sealed record LoadReport
{
    public required string Target { get; init; }

    /// <summary>As on the command line: echo, redis, http, mysql-ping or bulk.</summary>
    public required string Protocol { get; init; }

    public required int Connections { get; init; }

    /// <summary>Bytes of a request's or an answer's payload.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>Requests in flight per connection.</summary>
    public required int Pipeline { get; init; }

    /// <summary>Requested requests per second (open loop); null is as fast as they are answered.</summary>
    public double? TargetRate { get; init; }

    /// <summary>The duration of the measurement, without the warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>Requests answered correctly during the measurement.</summary>
    public required long Requests { get; init; }

    /// <summary>Connections opened during the measurement.</summary>
    public required long Connects { get; init; }

    public required long BytesSent { get; init; }

    public required long BytesReceived { get; init; }

    /// <summary>
    /// From the scheduled time of a request to its complete answer: the delay of a request that could not be sent in
    /// time is part of it (no coordinated omission). Empty for bulk.
    /// </summary>
    public required LatencyReport Latency { get; init; }

    /// <summary>Errors by kind; empty if there were none.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }
}

/// <summary>Latencies in microseconds; zero without measurements.</summary>
public sealed record LatencyReport
{
    public double Mean { get; init; }

    public double P50 { get; init; }

    public double P90 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double Max { get; init; }
}
