namespace L4Balancer.Bench.Compare.Checks;

/// <summary>The cost of checking backends without clients, in one round.</summary>
internal sealed record CheckedCell
{
    public required string Balancer { get; init; }

    public required int Backends { get; init; }

    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>Why there is no measurement; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Processor time as a share of one core.</summary>
    public double CpuShare { get; init; }

    /// <summary>Connects per second on the whole machine, including those of other programs.</summary>
    public double ConnectsPerSecond { get; init; }

    /// <summary>Voluntary context switches per second of all its threads.</summary>
    public double WakeUpsPerSecond { get; init; }

    /// <summary>Resident bytes while it checks.</summary>
    public long Bytes { get; init; }

    /// <summary>Resident bytes of the same program with one backend that is not checked.</summary>
    public long EmptyBytes { get; init; }
}
