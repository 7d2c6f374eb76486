namespace L4Balancer.Bench.Load;

/// <summary>What a run of the load generator measured; <c>load --json</c> prints it, <c>compare</c> reads it.</summary>
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

    /// <summary>Requests per second that were to be sent (open loop); null is as fast as they are answered.</summary>
    public double? TargetRate { get; init; }

    /// <summary>How long was measured, without the warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>Requests answered right while it was measured.</summary>
    public required long Requests { get; init; }

    /// <summary>Connections opened while it was measured.</summary>
    public required long Connects { get; init; }

    public required long BytesSent { get; init; }

    public required long BytesReceived { get; init; }

    /// <summary>
    /// From the moment a request was to be sent to its whole answer: the wait of a request that could not be sent in
    /// time is part of it (no coordinated omission). Empty for bulk.
    /// </summary>
    public required LatencyReport Latency { get; init; }

    /// <summary>By kind; empty when all went well.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }
}

/// <summary>Latencies in microseconds; zero when nothing was measured.</summary>
public sealed record LatencyReport
{
    public double Mean { get; init; }

    public double P50 { get; init; }

    public double P90 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double Max { get; init; }
}
