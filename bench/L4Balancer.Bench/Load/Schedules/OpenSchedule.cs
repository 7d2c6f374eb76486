namespace L4Balancer.Bench.Load.Schedules;

/// <summary>
/// Request k is due at start + k / rate, regardless of earlier requests, and its latency counts from that moment
/// even if it could only be sent later. So a stall shows in every request that was due during it, as it would for
/// independent users (a closed loop has what Gil Tene calls coordinated omission).
/// </summary>
/// <param name="start">When the first request of all threads is due.</param>
/// <param name="rate">Requests per second of all threads together, more than 0.</param>
/// <param name="share">The index of the thread, from 0: it has every request k with k mod shares = share.</param>
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
