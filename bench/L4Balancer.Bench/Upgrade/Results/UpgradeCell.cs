namespace L4Balancer.Bench.Upgrade.Results;

/// <summary>What an upgrade did to clients and to the machine.</summary>
internal sealed record UpgradeCell
{
    public required string Balancer { get; init; }

    /// <summary>What was done.</summary>
    public required string Way { get; init; }

    /// <summary>Long-lived sessions that had an answer at the end, all bytes of which were right.</summary>
    public required int Kept { get; init; }

    /// <summary>The others, by what happened to them.</summary>
    public required IReadOnlyDictionary<string, int> Lost { get; init; }

    /// <summary>Processes from before the upgrade that still ran at the end.</summary>
    public required int OldProcesses { get; init; }

    /// <summary>The longest wait of a chatty session for an answer, before the upgrade.</summary>
    public required double PauseBeforeMilliseconds { get; init; }

    /// <summary>From the upgrade on.</summary>
    public required double PauseMilliseconds { get; init; }

    /// <summary>New sessions in all.</summary>
    public required int Connects { get; init; }

    /// <summary>Those that were refused, reset or not answered, by how.</summary>
    public required IReadOnlyDictionary<string, int> ConnectErrors { get; init; }

    /// <summary>The longest of them, from the upgrade on.</summary>
    public required double ConnectMilliseconds { get; init; }

    /// <summary>Memory of all processes (PSS) just before the upgrade.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>The most from then on.</summary>
    public required long BytesMost { get; init; }

    /// <summary>At the end, with all sessions still open.</summary>
    public required long BytesAfter { get; init; }
}
