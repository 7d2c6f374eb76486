using System.Collections.Concurrent;
using System.Diagnostics;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Admin.Otlp;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Otlp;

/// <summary>Which events become spans.</summary>
[TestFixture, NonParallelizable]
internal sealed class JournalTracerTests
{
    [Test]
    public async Task An_event_recorded_at_the_last_moment_is_traced_once([Values] bool isByAnOperator)
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(span => spans.Enqueue(span.OperationName));
        for (var round = 1; round <= 200; round++)
        {
            var journal = new EventJournal(TimeProvider.System);
            await using (new JournalTracer(journal, FaultLog.Unread))
                journal.Write(Told(isByAnOperator));
            Assert.That(spans, Has.Count.EqualTo(round));
        }

        Assert.That(spans, Is.All.EqualTo(Told(isByAnOperator).Kind));
    }

    [Test]
    public async Task Automatic_and_earlier_events_are_not_traced()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(span => spans.Enqueue(span.OperationName));
        var journal = new EventJournal(TimeProvider.System);
        journal.Write(Told(isByAnOperator: true));
        await using (new JournalTracer(journal, FaultLog.Unread))
            journal.Write(new JournalEvent { Kind = "backend-up", Pool = "db", Message = "It is up" });
        Assert.That(spans, Is.Empty);
    }

    [Test]
    public async Task A_bug_costs_one_event_and_the_journal_is_followed_again()
    {
        var time = new ManualTime();
        var (faults, journal) = (new FaultLog(time), new EventJournal(TimeProvider.System));
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(span =>
        {
            spans.Enqueue(span.OperationName);
            if (spans.Count == 1) throw new InvalidOperationException("a bug");
        });
        await using var tracer = new JournalTracer(journal, faults.Work);
        journal.Write(Told(isByAnOperator: true));
        await faults.SawAsync("journal-tracer");
        journal.Write(Told(isByAnOperator: false));
        await Eventually.HoldsAsync(() => time.UntilNext is not null, () => "it pauses");
        time.Advance(time.UntilNext!.Value);
        await Eventually.HoldsAsync(() => spans.Count == 2, () => "the next event is traced");
    }

    private static JournalEvent Told(bool isByAnOperator) => isByAnOperator
        ? new JournalEvent { Kind = "intent-changed", Actor = "operator", Message = "It drains" }
        : new JournalEvent { Kind = "failed-over", Pool = "db", Message = "Now tier 1" };

    private static ActivityListener Listen(Action<Activity> onStopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = onStopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
