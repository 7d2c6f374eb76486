namespace L4Balancer.Core.Sessions;

/// <summary>A session that runs, as it was when somebody looked. The durations are milliseconds.</summary>
public readonly record struct SessionInfo
{
    /// <summary>Unique in the life of the process.</summary>
    public required ulong Id { get; init; }

    public required ClientAddress Client { get; init; }

    public required string Listener { get; init; }

    public required string Pool { get; init; }

    /// <summary>Null while it connects.</summary>
    public NetAddress? Backend { get; init; }

    public required SessionPhase Phase { get; init; }

    /// <summary>Since the client was accepted.</summary>
    public required long Age { get; init; }

    /// <summary>Since a byte moved; while it connects, its age.</summary>
    public required long Idle { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesDownloaded { get; init; }
}

/// <summary>A part of the sessions that were looked for.</summary>
/// <param name="Total">All that fit.</param>
/// <param name="Sessions">The part asked for, in the order asked for.</param>
public sealed record SessionList(int Total, IReadOnlyList<SessionInfo> Sessions);
