namespace L4Balancer.Bench.Soak.Results;

/// <summary>One upgrade.</summary>
internal sealed record SoakRound
{
    public required int Number { get; init; }

    /// <summary>Sessions that the successor has taken over.</summary>
    public required int Sessions { get; init; }

    /// <summary>The pause that the daemon reports, in milliseconds.</summary>
    public required double Pause { get; init; }

    /// <summary>Its parts, as the daemon logs them.</summary>
    public required string Parts { get; init; }

    /// <summary>The longest wait of a client for an answer during the upgrade, in milliseconds.</summary>
    public required double Worst { get; init; }

    /// <summary>The wait that 99 % of the answers did not exceed, in milliseconds.</summary>
    public required double Percentile99 { get; init; }

    /// <summary>The longest wait in the same time before the upgrade: what the machine adds.</summary>
    public required double WorstBefore { get; init; }

    public required int Answers { get; init; }

    /// <summary>Sessions that have ended badly so far.</summary>
    public required int Faults { get; init; }

    /// <summary>Processes of the daemon afterwards.</summary>
    public required int Processes { get; init; }

    /// <summary>File descriptors of the successor.</summary>
    public required int Descriptors { get; init; }

    /// <summary>Resident memory of the successor.</summary>
    public required long ResidentBytes { get; init; }
}
