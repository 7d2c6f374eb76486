using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Latency;
using L4Balancer.Bench.Load.Schedules;

namespace L4Balancer.Bench.Tests.Load.Schedules;

/// <summary>
/// A server on a virtual clock that answers one request at a time, in a fixed time, and does nothing in one stall.
/// </summary>
internal static class VirtualServer
{
    public const long Millisecond = 1_000_000;

    /// <summary>The measurement of a client with one connection over the given time and schedule.</summary>
    public static LatencyReport Measure(
        RequestSchedule schedule, long service, long stallFrom, long stallUntil, long runsUntil)
    {
        var histogram = new LatencyHistogram();
        var now = 0L;
        while (now < runsUntil)
        {
            if (!schedule.TryTake(now, out var countsFrom))
            {
                now = schedule.NextDue;
                continue;
            }

            now += service;
            if (now > stallFrom && now - service < stallUntil) now = Math.Max(now, stallUntil + service);
            histogram.Record(now - countsFrom);
        }

        return histogram.ToReport();
    }
}
