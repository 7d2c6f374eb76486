namespace L4Balancer.Bench.Load.Schedules;

/// <summary>
/// The next request is sent as soon as a connection is free. It finds the highest rate; its percentiles are too good
/// for a server that stalls, because no requests are sent during a stall.
/// </summary>
internal sealed class ClosedSchedule : RequestSchedule
{
    public override long NextDue => long.MinValue;

    public override bool TryTake(long now, out long countsFrom)
    {
        countsFrom = now;
        return true;
    }
}
