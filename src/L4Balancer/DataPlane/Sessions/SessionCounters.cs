using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>The counters of the data plane since the start, over all sessions. Any thread.</summary>
public sealed class SessionCounters : ICounters
{
    private ReasonCounts _ended;
    private long _accepted;
    private long _retries;
    private long _acceptPauses;
    private long _bugs;

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connects to another backend after one failed.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>How often accepting paused because the system was short of file descriptors or memory.</summary>
    public long AcceptPauses => Volatile.Read(ref _acceptPauses);

    /// <summary>Bugs of the balancer that sessions ran into; each is logged as an error.</summary>
    public long Bugs => Volatile.Read(ref _bugs);

    /// <summary>Sessions that ended for <paramref name="reason"/>.</summary>
    public long Ended(CloseReason reason) => _ended.Of(reason);

    /// <summary>Sessions that ended, including refused ones.</summary>
    public long EndedTotal => CloseReasons.All.Sum(Ended);

    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void CountAcceptPause() => Interlocked.Increment(ref _acceptPauses);

    public void CountBug() => Interlocked.Increment(ref _bugs);

    public void CountEnded(CloseReason reason) => _ended.Count(reason);

    public void VisitCounters(CounterVisit visit)
    {
        visit("accepted", ref _accepted);
        visit("retries", ref _retries);
        visit("accept-pauses", ref _acceptPauses);
        visit("bugs", ref _bugs);
        _ended.VisitCounters(visit);
    }
}
