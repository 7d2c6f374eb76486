using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Schedules;

namespace L4Balancer.Bench.Tests.Load.Schedules;

internal sealed class ScheduleTests
{
    private const long Second = 1000 * VirtualServer.Millisecond;

    [Test]
    public void A_stall_of_one_second_in_ten_shows_in_a_tenth_of_an_open_loop()
    {
        var latency = Stalled(new OpenSchedule(0, 1000, 0, 1));
        Assert.That(latency.P50, Is.LessThan(1_000), "Most requests do not meet the stall.");
        Assert.That(latency.P99, Is.GreaterThan(850_000), "One in a hundred falls into its first tenth.");
        Assert.That(latency.Max, Is.InRange(999_000, 1_100_000));
    }

    [Test]
    public void The_same_stall_is_one_request_of_a_closed_loop()
    {
        var latency = Stalled(new ClosedSchedule());
        Assert.That(latency.P999, Is.LessThan(1_000), "Coordinated omission: nobody asked while it lasted.");
        Assert.That(latency.Max, Is.InRange(999_000, 1_100_000));
    }

    [Test]
    public void A_server_too_slow_for_the_rate_falls_further_and_further_behind()
    {
        var latency = VirtualServer.Measure(
            new OpenSchedule(0, 1000, 0, 1), 2 * VirtualServer.Millisecond, 0, 0, 10 * Second);
        Assert.That(latency.P50, Is.EqualTo(2_500_000).Within(5).Percent);
        Assert.That(latency.Max, Is.EqualTo(5_000_000).Within(5).Percent);
    }

    [Test]
    public void Requests_are_due_at_the_start_and_one_interval_apart()
    {
        var schedule = new OpenSchedule(start: 500, rate: 3, share: 0, shares: 1);
        Assert.That(schedule.TryTake(499, out _), Is.False);
        Assert.That(schedule.NextDue, Is.EqualTo(500));
        long[] due = [.. TakeAll(schedule, 500 + Second)];
        Assert.That(due, Is.EqualTo(new[] { 500, 333_333_833, 666_667_166, 1_000_000_500 }));
    }

    [Test]
    public void A_long_run_does_not_drift()
    {
        var schedule = new OpenSchedule(0, 7, 0, 1);
        Assert.That(TakeAll(schedule, 3600 * Second).Last(), Is.EqualTo(3600 * Second));
    }

    [Test]
    public void Threads_share_the_requests_without_gaps_or_duplicates([Values(1, 2, 3, 7)] int threads)
    {
        var all = TakeAll(new OpenSchedule(0, 1000, 0, 1), Second);
        var shared = Enumerable.Range(0, threads)
            .SelectMany(t => TakeAll(new OpenSchedule(0, 1000, t, threads), Second));
        Assert.That(shared.Order(), Is.EqualTo(all));
    }

    [Test]
    public void A_closed_schedule_always_has_a_request_that_counts_from_now()
    {
        var schedule = new ClosedSchedule();
        Assert.That(schedule.TryTake(17, out var countsFrom), Is.True);
        Assert.That(countsFrom, Is.EqualTo(17));
    }

    private static LatencyReport Stalled(RequestSchedule schedule) => VirtualServer.Measure(
        schedule, VirtualServer.Millisecond / 10, stallFrom: 3 * Second, stallUntil: 4 * Second, 10 * Second);

    private static IEnumerable<long> TakeAll(OpenSchedule schedule, long now)
    {
        while (schedule.TryTake(now, out var due)) yield return due;
    }
}
