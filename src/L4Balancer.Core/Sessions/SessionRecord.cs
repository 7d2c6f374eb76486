namespace L4Balancer.Core.Sessions;

/// <summary>The moment of a session's life that a <see cref="SessionRecord"/> tells of.</summary>
public enum SessionMoment
{
    /// <summary>A backend was connected.</summary>
    Open,

    /// <summary>It runs on; told again and again for long sessions.</summary>
    Running,

    /// <summary>It ended, or was refused.</summary>
    End,
}

/// <summary>
/// What is told of a session, as a value: made on the loop that runs the session without an allocation, and turned into
/// text elsewhere. The durations are milliseconds.
/// </summary>
public readonly record struct SessionRecord
{
    /// <summary>Unique in the life of the process.</summary>
    public required ulong Id { get; init; }

    public required SessionMoment Moment { get; init; }

    /// <summary><see cref="CloseReason.None"/> unless it ended.</summary>
    public CloseReason Reason { get; init; }

    /// <summary>Since the client was accepted.</summary>
    public required long Age { get; init; }

    /// <summary>From connect to connected, of the connect that succeeded; -1 when none did.</summary>
    public long ConnectMicroseconds { get; init; }

    public required ClientAddress Client { get; init; }

    public required string Listener { get; init; }

    /// <summary>Empty when the client was refused before a pool was asked.</summary>
    public string Pool { get; init; }

    /// <summary>The backend that serves or served the session; null when none did.</summary>
    public NetAddress? Backend { get; init; }

    /// <summary>The backend that was tried last and failed; null when the first one served.</summary>
    public NetAddress? LastTried { get; init; }

    /// <summary>Connects that failed.</summary>
    public int Retries { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesDownloaded { get; init; }
}

/// <summary>Takes what the engines tell of sessions. Called on their loops: never blocks, never allocates.</summary>
public interface ISessionObserver
{
    /// <summary>False while nobody wants the records of that moment: then none need be made.</summary>
    bool Wants(SessionMoment moment);

    /// <summary>How often a running session is told of, milliseconds; 0 is never.</summary>
    long RunningInterval { get; }

    void Observe(in SessionRecord record);
}
