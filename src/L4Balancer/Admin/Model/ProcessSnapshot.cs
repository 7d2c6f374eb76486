namespace L4Balancer.Admin.Model;

/// <summary>The process.</summary>
public sealed record ProcessSnapshot
{
    public required int Id { get; init; }

    public required int Descriptors { get; init; }

    /// <summary>The soft limit; 0 where there is none.</summary>
    public required long DescriptorsMax { get; init; }

    public required long ResidentBytes { get; init; }

    public required long HeapBytes { get; init; }

    /// <summary>Collections by generation, from 0.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Seconds that collections paused the process.</summary>
    public required double CollectionPause { get; init; }

    /// <summary>Seconds of all cores.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Ephemeral ports available for connections from this machine to one address.</summary>
    public required int PortsMax { get; init; }

    /// <summary>Sockets of this machine in TIME_WAIT.</summary>
    public required int TimeWait { get; init; }

    /// <summary>Passive signals, access log lines and session traces dropped because their queue was full.</summary>
    public required long SignalsDropped { get; init; }

    public required long AccessLogDropped { get; init; }

    public required long TracesDropped { get; init; }

    public required long AccessLogWritten { get; init; }

    /// <summary>Failures of background work by its name; 0 for work that was started and never failed.</summary>
    public required IReadOnlyDictionary<string, long> BackgroundFaults { get; init; }
}

/// <summary>One event loop. The counts never decrease.</summary>
public sealed record LoopSnapshot
{
    public required int Index { get; init; }

    public required int Active { get; init; }

    /// <summary>The number of wake-ups.</summary>
    public required long Turns { get; init; }

    /// <summary>The number of events handled.</summary>
    public required long Events { get; init; }

    /// <summary>The time it was busy, in seconds.</summary>
    public required double BusySeconds { get; init; }

    /// <summary>The longest turn since the start of the current minute, in seconds.</summary>
    public required double LongestTurn { get; init; }
}
