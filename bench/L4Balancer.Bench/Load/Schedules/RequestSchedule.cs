namespace L4Balancer.Bench.Load.Schedules;

/// <summary>
/// The schedule of requests, and the time from which their latency counts. Times are nanoseconds of any clock. One per
/// thread of the load generator.
/// </summary>
internal abstract class RequestSchedule
{
    /// <summary>
    /// When <see cref="TryTake"/> next has a request; <see cref="long.MinValue"/> if it always has.
    /// </summary>
    public abstract long NextDue { get; }

    /// <summary>Takes the next request, if it is due.</summary>
    /// <param name="countsFrom">The time from which its latency counts.</param>
    public abstract bool TryTake(long now, out long countsFrom);
}
