namespace L4Balancer.Admin.Model;

/// <summary>What the agent of a backend's server reports; it changes neither health nor intent.</summary>
public sealed record AgentSnapshot
{
    /// <summary>up, down, fail, stopped, drain or maint; unknown before the first answer.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not up, in the agent's words; null if it is up or the agent does not say.</summary>
    public string? Reason { get; init; }

    /// <summary>The weight that it asks for, in percent of the configured one; 100 if it asks for none.</summary>
    public required int WeightPercent { get; init; }

    /// <summary>The most sessions that it allows; 0 is no limit.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Whether so many answers are missing that the weight no longer counts.</summary>
    public required bool IsStale { get; init; }

    public required long Answered { get; init; }

    public required long Missed { get; init; }

    /// <summary>When the last answer arrived, or turned out to be missing.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Why the last answer is missing; null if it is not.</summary>
    public string? LastCause { get; init; }

    /// <summary>The idle share of the server's processors in percent; null if the agent does not say.</summary>
    public int? CpuIdle { get; init; }

    /// <summary>The available share of the server's memory in percent; null if the agent does not say.</summary>
    public int? MemoryAvailable { get; init; }

    /// <summary>The load of the last minute per processor; null if the agent does not say, as are the next three.
    /// </summary>
    public double? Load { get; init; }

    /// <summary>The share of the last ten seconds in which some process waited for a processor, in percent (PSI).
    /// </summary>
    public double? PressureCpu { get; init; }

    /// <summary>The same for memory.</summary>
    public double? PressureMemory { get; init; }

    /// <summary>The same for the disk.</summary>
    public double? PressureIo { get; init; }

    /// <summary>The comment of the last answer, such as <c>cpu=31 memory=44</c>.</summary>
    public string? Comment { get; init; }
}
