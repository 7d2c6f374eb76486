using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Health;

/// <summary>What the end of a session says about its backend.</summary>
public enum SessionVerdict
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The backend sent at least a byte.</summary>
    Answered,

    /// <summary>The backend ended the session before it sent a byte, although it was expected to.</summary>
    BadEnd,
}

/// <summary>The facts about an ended session that the verdict is made of.</summary>
/// <param name="HasClientEnded">The client ended its direction before the backend ended the session.</param>
/// <param name="Uploaded">Bytes from the client.</param>
/// <param name="Downloaded">Bytes from the backend.</param>
public readonly record struct SessionEndFacts(CloseReason Reason, bool HasClientEnded, long Uploaded, long Downloaded)
{
    /// <summary>
    /// A bad end is one by the backend, with FIN, RST or death, before it has sent a byte. Not if the client had ended
    /// its direction first; nor if the client had asked nothing and the servers of this pool do not usually speak
    /// first; nor if none of them has ever sent a byte, as syslog servers do not.
    /// </summary>
    public SessionVerdict For(PoolCounters pool)
    {
        if (Downloaded > 0) return SessionVerdict.Answered;
        if (Reason is not (CloseReason.BackendClosed or CloseReason.BackendReset or CloseReason.BackendDead)
            || HasClientEnded)
            return SessionVerdict.None;
        var isAnswerExpected = pool.BytesDownloaded > 0 && (Uploaded > 0 || pool.IsGreeting);
        return isAnswerExpected ? SessionVerdict.BadEnd : SessionVerdict.None;
    }
}
