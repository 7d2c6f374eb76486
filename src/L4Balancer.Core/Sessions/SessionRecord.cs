namespace L4Balancer.Core.Sessions;

/// <summary>The moment of a session's life that a <see cref="SessionRecord"/> reports.</summary>
public enum SessionMoment
{
    /// <summary>A backend was connected.</summary>
    Open,

    /// <summary>It is still running; reported repeatedly for long sessions.</summary>
    Running,

    /// <summary>It ended, or was refused.</summary>
    End,
}

/// <summary>
/// A report about a session, as a value: made without an allocation on the loop that runs the session, and turned into
/// text elsewhere. Durations are in milliseconds.
/// </summary>
public readonly record struct SessionRecord
{
    /// <summary>Unique during the life of the process.</summary>
    public required ulong Id { get; init; }

    public required SessionMoment Moment { get; init; }

    /// <summary><see cref="CloseReason.None"/> unless it ended.</summary>
    public CloseReason Reason { get; init; }

    /// <summary>Since the client was accepted.</summary>
    public required long Age { get; init; }

    /// <summary>Duration of the successful connect; -1 if there was none.</summary>
    public long ConnectMicroseconds { get; init; }

    /// <summary>The time spent in the queue of its pool; 0 if it did not wait.</summary>
    public long WaitMicroseconds { get; init; }

    public required ClientAddress Client { get; init; }

    /// <summary>What its first bytes have told; null if nothing.</summary>
    public ClientFacts? Facts { get; init; }

    public required string Listener { get; init; }

    /// <summary>Empty if the client was refused before a pool was chosen.</summary>
    public string Pool { get; init; }

    /// <summary>The backend that serves or served the session; null if none did.</summary>
    public NetAddress? Backend { get; init; }

    /// <summary>The last backend that failed to connect; null if the first one served.</summary>
    public NetAddress? LastTried { get; init; }

    /// <summary>Connects that failed.</summary>
    public int Retries { get; init; }

    public long BytesUploaded { get; init; }

    public long BytesDownloaded { get; init; }
}

/// <summary>
/// Receives the engines' reports about sessions. Called on their loops: never blocks, never allocates.
/// </summary>
public interface ISessionObserver
{
    /// <summary>False while records of that moment are not wanted: then none need be made.</summary>
    bool Wants(SessionMoment moment);

    /// <summary>The interval between reports on a running session, in milliseconds; 0 means never.</summary>
    long RunningInterval { get; }

    void Observe(in SessionRecord record);
}
