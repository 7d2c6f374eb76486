namespace L4Balancer.Bench.Compare.Checks;

/// <summary>What checking backends costs a balancer without a client, in one round.</summary>
internal sealed record CheckedCell
{
    public required string Balancer { get; init; }

    public required int Backends { get; init; }

    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>Why there is nothing measured; null when there is.</summary>
    public string? Failure { get; init; }

    /// <summary>Processor time as a share of one core.</summary>
    public double CpuShare { get; init; }

    /// <summary>Connects a second on the whole machine: those of strangers are among them.</summary>
    public double ConnectsPerSecond { get; init; }

    /// <summary>Voluntary context switches a second of all its threads.</summary>
    public double WakeUpsPerSecond { get; init; }

    /// <summary>Resident bytes while it checks.</summary>
    public long Bytes { get; init; }

    /// <summary>Resident bytes of the same program with one backend that is not checked.</summary>
    public long EmptyBytes { get; init; }
}
