namespace L4Balancer.Bench.Compare.Memory;

/// <summary>The resource use of an idle balancer.</summary>
internal sealed record IdleCell
{
    public required string Balancer { get; init; }

    /// <summary>Why there is no measurement; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Proportional set size of all its processes without a session, in bytes.</summary>
    public long EmptyBytes { get; init; }

    /// <summary>Processor time without a session, as a share of one core.</summary>
    public double IdleCpuShare { get; init; }

    /// <summary>Voluntary context switches a second of all its threads, without a session.</summary>
    public double WakeUpsPerSecond { get; init; }

    public int Sessions { get; init; }

    /// <summary>Proportional set size with the sessions, in bytes.</summary>
    public long FullBytes { get; init; }

    /// <summary>The increase per session.</summary>
    public double BytesPerSession => Sessions > 0 ? (double)(FullBytes - EmptyBytes) / Sessions : 0;
}
