using L4Balancer.Core.Sessions;
namespace L4Balancer.DataPlane.Sessions;

/// <summary>What the data plane counted since the start, over all sessions. Any thread.</summary>
public sealed class SessionCounters
{
    private readonly long[] _byReason = new long[Enum.GetValues<CloseReason>().Length];
    private long _accepted;
    private long _retries;
    private long _acceptPauses;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connects made to another backend after one failed.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Times that accepting paused because the system was short of file descriptors or memory.</summary>
    public long AcceptPauses => Volatile.Read(ref _acceptPauses);

    /// <summary>Sessions that ended for <paramref name="reason"/>.</summary>
    public long Ended(CloseReason reason) => Volatile.Read(ref _byReason[(int)reason]);

    /// <summary>Sessions that ended, refused ones included.</summary>
    public long EndedTotal
    {
        get
        {
            var sum = 0L;
            foreach (ref var count in _byReason.AsSpan()) sum += Volatile.Read(ref count);
            return sum;
        }
    }

    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void CountAcceptPause() => Interlocked.Increment(ref _acceptPauses);

    public void CountEnded(CloseReason reason) => Interlocked.Increment(ref _byReason[(int)reason]);
}
