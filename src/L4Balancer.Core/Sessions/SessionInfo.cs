namespace L4Balancer.Core.Sessions;

/// <summary>A running session at one moment. Durations are in milliseconds.</summary>
public readonly record struct SessionInfo
{
    /// <summary>Unique during the life of the process.</summary>
    public required ulong Id { get; init; }

    public required ClientAddress Client { get; init; }

    public required string Listener { get; init; }

    public required string Pool { get; init; }

    /// <summary>Null while it connects.</summary>
    public NetAddress? Backend { get; init; }

    public required SessionPhase Phase { get; init; }

    /// <summary>Since the client was accepted.</summary>
    public required long Age { get; init; }

    /// <summary>Since the last byte moved; while it connects, its age.</summary>
    public required long Idle { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesDownloaded { get; init; }

    /// <summary>How long the client has taken nothing although bytes wait for it; 0 if it does.</summary>
    public long ClientPaused { get; init; }

    /// <summary>The same of the backend.</summary>
    public long BackendPaused { get; init; }

    /// <summary>Whether it could end now without loss.</summary>
    public SessionRest Rest { get; init; }
}

/// <summary>A page of the sessions that match a filter.</summary>
/// <param name="Total">The number of all matches.</param>
/// <param name="Sessions">The requested page, in the requested order.</param>
public sealed record SessionList(int Total, IReadOnlyList<SessionInfo> Sessions);
