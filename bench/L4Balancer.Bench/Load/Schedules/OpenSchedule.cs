namespace L4Balancer.Bench.Load.Schedules;

/// <summary>
/// Request k is due at start + k / rate, whatever became of those before it, and its latency counts from that moment
/// even when it could only be sent later. So a stall is felt by every request that fell into it, as it would be by
/// users who do not know of each other (what Gil Tene calls coordinated omission is what a closed loop leaves out).
/// </summary>
/// <param name="start">When the first request of all threads is due.</param>
/// <param name="rate">Requests per second of all threads together, more than 0.</param>
/// <param name="share">Which of the threads this is, from 0: it has every request k with k mod shares = share.</param>
internal sealed class OpenSchedule(long start, double rate, int share, int shares) : RequestSchedule
{
    private long _next = share;

    public override long NextDue => DueOf(_next);

    public override bool TryTake(long now, out long countsFrom)
    {
        countsFrom = NextDue;
        if (countsFrom > now) return false;
        _next += shares;
        return true;
    }

    // From k each time: a sum of intervals would drift.
    private long DueOf(long k) => start + (long)(k / rate * 1e9);
}
