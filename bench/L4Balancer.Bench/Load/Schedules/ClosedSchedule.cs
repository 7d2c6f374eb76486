namespace L4Balancer.Bench.Load.Schedules;

/// <summary>
/// The next request is sent as soon as a connection is free. It finds the highest rate; its percentiles flatter a
/// server that stalls, because nobody asks while it does.
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
