namespace L4Balancer.Core.Sessions;

/// <summary>Whether a running session could end now without its client losing work in progress.</summary>
public enum SessionRest
{
    /// <summary>
    /// Nobody knows: its pool has no <c>protocol</c>, its traffic is encrypted, or it was not understood.
    /// </summary>
    Unknown,

    /// <summary>It logs in, waits for an answer, is in a transaction, or is subscribed to something.</summary>
    Busy,

    /// <summary>Everything was answered, and no transaction is open.</summary>
    Idle,
}
