using System.Diagnostics;
using L4Balancer.Admin.Otlp;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Otlp;

/// <summary>Which sessions become spans, and what these hold.</summary>
[TestFixture, NonParallelizable]
internal sealed class SessionTracerTests
{
    [Test]
    public async Task A_session_becomes_a_span_over_its_lifetime()
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromSeconds(10));
        var span = (await SpansAsync(time, SampleSession.Ended(1, CloseReason.ClientClosed))).Single();
        Assert.That(span.OperationName, Is.EqualTo("session"));
        Assert.That(span.StartTimeUtc, Is.EqualTo(DateTime.UnixEpoch.AddSeconds(8.5)));
        Assert.That(span.Duration, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Assert.That(span.Status, Is.EqualTo(ActivityStatusCode.Unset));
        Assert.That(span.Parent, Is.Null);
        Assert.That(span.GetTagItem("client.address"), Is.EqualTo("192.0.2.7"));
        Assert.That(span.GetTagItem("l4balancer.backend"), Is.EqualTo("10.0.0.1:3306"));
        Assert.That(span.GetTagItem("l4balancer.close.reason"), Is.EqualTo("client-closed"));
        Assert.That(span.GetTagItem("l4balancer.connect.duration"), Is.EqualTo(0.00025));
    }

    [TestCase(CloseReason.RefusedNoneEligible, ActivityStatusCode.Error)]
    [TestCase(CloseReason.BackendReset, ActivityStatusCode.Error)]
    [TestCase(CloseReason.ClientReset, ActivityStatusCode.Unset)]
    [TestCase(CloseReason.ClientIdle, ActivityStatusCode.Unset)]
    public async Task A_session_that_failed_its_client_is_an_error(CloseReason reason, ActivityStatusCode status)
    {
        var span = (await SpansAsync(new ManualTime(), SampleSession.Ended(1, reason))).Single();
        Assert.That(span.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Only_the_end_of_a_session_is_traced()
    {
        var running = SampleSession.Ended(1, CloseReason.None) with { Moment = SessionMoment.Running };
        Assert.That(await SpansAsync(new ManualTime(), running), Is.Empty);
    }

    [TestCase(0, 0, 0)]
    [TestCase(0.1, 900, 1100)]
    [TestCase(0.5, 4800, 5200)]
    [TestCase(1, 10_000, 10_000)]
    public async Task The_share_of_the_sessions_is_traced(double share, int least, int most)
    {
        await using var tracer = new SessionTracer(share, FaultLog.Unread, TimeProvider.System);
        var traced = Enumerable.Range(1, 10_000).Count(id => tracer.IsTraced((ulong)id));
        Assert.That(traced, Is.InRange(least, most));
        Assert.That(tracer.Wants(SessionMoment.End), Is.EqualTo(share > 0));
    }

    [Test]
    public async Task Sessions_beyond_the_queue_are_dropped_and_counted()
    {
        using var blocked = new SemaphoreSlim(0);
        using var listener = Listen(_ => blocked.Wait(Loopback.Patience));
        await using var tracer = new SessionTracer(1, FaultLog.Unread, TimeProvider.System);

        // The first blocks the writer of spans, outside the queue or in it.
        const int Sent = Limits.TraceQueueLength + 100;
        for (var i = 0; i < Sent; i++) tracer.Observe(SampleSession.Ended((ulong)i, CloseReason.ClientClosed));
        Assert.That(tracer.Dropped, Is.InRange(99, 100));
        blocked.Release(Sent);
    }

    [Test]
    public async Task A_bug_costs_one_session_and_the_next_is_traced()
    {
        var time = new ManualTime();
        var (faults, spans) = (new FaultLog(time), 0);
        using var listener = Listen(_ =>
        {
            if (Interlocked.Increment(ref spans) == 1) throw new InvalidOperationException("a bug");
        });
        await using var tracer = new SessionTracer(1, faults.Work, time);
        for (var id = 1UL; id <= 2; id++) tracer.Observe(SampleSession.Ended(id, CloseReason.ClientClosed));
        await faults.SawAsync("session-tracer");
        await Eventually.HoldsAsync(() => time.UntilNext is not null, () => "it pauses");
        time.Advance(time.UntilNext!.Value);
        await Eventually.HoldsAsync(() => Volatile.Read(ref spans) == 2, () => "the next session is traced");
    }

    private static async Task<IReadOnlyList<Activity>> SpansAsync(TimeProvider time, SessionRecord record)
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans.Add);
        await using (var tracer = new SessionTracer(1, FaultLog.Unread, time)) tracer.Observe(record);
        return spans;
    }

    private static ActivityListener Listen(Action<Activity> onStopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "L4Balancer",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = onStopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
