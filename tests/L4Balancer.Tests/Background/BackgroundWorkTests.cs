using System.Collections.Concurrent;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Background;

/// <summary>The consequences when work that no caller waits for fails.</summary>
internal sealed class BackgroundWorkTests
{
    private ManualTime _time = null!;
    private FaultLog _log = null!;
    private BackgroundWork _background = null!;

    [SetUp]
    public void Start()
    {
        _time = new ManualTime();
        _log = new FaultLog(_time);
        _background = _log.Work;
    }

    [Test]
    public async Task Work_that_ends_well_says_nothing_and_has_a_count_of_0()
    {
        await _background.RunAsync("good", OnFault.EndProcess, () => Task.CompletedTask);
        Assert.That(_log.Lines, Is.Empty);
        Assert.That(_background.Faults, Is.EqualTo(new Dictionary<string, long> { ["good"] = 0 }));
    }

    [Test]
    public async Task A_fault_of_one_off_work_is_logged_and_counted_and_the_rest_goes_on([Values] bool isLate)
    {
        var hasUndone = false;
        await _background.RunAsync("once", OnFault.GoOn, Fail, afterFault: () => hasUndone = true);
        Assert.That(hasUndone, Is.True);
        Assert.That(_background.Faults["once"], Is.EqualTo(1));
        Assert.That(_log.Lines.Single(), Is.EqualTo(
            "Error: Background work once failed, a bug of the balancer: everything else goes on; failures so far: 1"));

        async Task Fail()
        {
            if (isLate) await Task.Yield();
            throw new InvalidOperationException("unforeseen");
        }
    }

    [Test]
    public async Task A_loop_begins_again_after_pauses_that_double_up_to_their_bound()
    {
        var runs = 0;
        using var stop = new CancellationTokenSource();
        var ended = _background.RunAsync(
            "loop", OnFault.Restart, () => throw new IOException($"{++runs}"), stop: stop.Token);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "the pause has begun");
            Assert.That(_time.UntilNext, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
            _time.Advance(_time.UntilNext!.Value);
        }

        await _log.SawAsync("loop", 8);
        Assert.That(runs, Is.EqualTo(8));
        Assert.That(ended.IsCompleted, Is.False);
        await stop.CancelAsync();
        await ended.WaitAsync(Loopback.Deadline);
        Assert.That(runs, Is.EqualTo(8));
    }

    [Test]
    public async Task A_loop_that_ran_for_long_begins_again_after_the_shortest_pause()
    {
        using var failures = new BlockingCollection<Exception>();
        var runs = 0;
        var ended = _background.RunAsync("loop", OnFault.Restart, async () =>
        {
            Interlocked.Increment(ref runs);
            await Task.Yield();
            if (failures.TryTake(out var failure, Timeout.Infinite)) throw failure;
        });
        for (var run = 1; run <= 3; run++)
        {
            await Eventually.HoldsAsync(() => Volatile.Read(ref runs) == run, () => $"run {run}");
            _time.Advance(Limits.RestartPauseMax * 2);
            failures.Add(new IOException());
            await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "the pause has begun");
            Assert.That(_time.UntilNext, Is.EqualTo(Limits.RestartPauseMin));
            _time.Advance(Limits.RestartPauseMin);
        }

        failures.CompleteAdding();
        await ended.WaitAsync(Loopback.Deadline);
    }

    [Test]
    public async Task Vital_work_that_fails_asks_for_the_end_of_the_process()
    {
        var asked = 0;
        _background.VitalWorkFailed += (_, _) => asked++;
        await _background.RunAsync("minor", OnFault.GoOn, () => throw new IOException());
        Assert.That(asked, Is.Zero);
        await _background.RunAsync("vital", OnFault.EndProcess, () => throw new IOException());
        Assert.That(asked, Is.EqualTo(1));
        Assert.That(_log.Lines.Last(), Does.StartWith("Critical: Background work vital failed"));
    }

    [Test]
    public async Task Cancellation_is_an_end_only_when_a_stop_was_asked_for()
    {
        using var stop = new CancellationTokenSource();
        await _background.RunAsync("own", OnFault.GoOn, () => throw new OperationCanceledException(), stop: stop.Token);
        Assert.That(_log.CountOf("own"), Is.EqualTo(1), "A timeout inside of it is a fault.");
        await stop.CancelAsync();
        await _background.RunAsync(
            "stopped", OnFault.GoOn, () => throw new OperationCanceledException(), stop: stop.Token);
        Assert.That(_log.CountOf("stopped"), Is.Zero);
    }

    [Test]
    public async Task A_thread_begins_again_on_itself()
    {
        var (threads, done) = (new List<Thread>(), new TaskCompletionSource());
        var thread = _background.StartThread("thread", OnFault.Restart, () =>
        {
            threads.Add(Thread.CurrentThread);
            if (threads.Count < 3) throw new IOException();
            done.SetResult();
        });
        for (var count = 1; count <= 2; count++)
        {
            await _log.SawAsync("thread", count);
            await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "the pause has begun");

            // No further: the thread may begin its next pause while the time still advances.
            _time.Advance(_time.UntilNext!.Value);
        }

        await done.Task.WaitAsync(Loopback.Deadline);
        Assert.That(threads, Is.EqualTo(new[] { thread, thread, thread }));
        Assert.That(thread.Name, Is.EqualTo("thread"));
    }

    [Test]
    public async Task Vital_work_on_a_thread_asks_for_the_end_of_the_process()
    {
        var asked = new TaskCompletionSource();
        _background.VitalWorkFailed += (_, _) => asked.SetResult();
        _background.StartThread("thread", OnFault.EndProcess, () => throw new IOException());
        await asked.Task.WaitAsync(Loopback.Deadline);
        Assert.That(_log.CountOf("thread"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_undoing_that_fails_is_logged_too()
    {
        await _background.RunAsync(
            "once", OnFault.GoOn, () => throw new IOException(), afterFault: () => throw new IOException("no"));
        Assert.That(_log.CountOf("once"), Is.EqualTo(2));
    }

    [Test]
    public async Task Many_faults_of_one_cause_are_all_counted_and_logged_once_a_second()
    {
        for (var i = 0; i < 1000; i++) await _background.RunAsync("probe", OnFault.GoOn, () => throw new IOException());
        Assert.That((_log.Lines.Count, _log.CountOf("probe")), Is.EqualTo((1, 1000)));
        _time.Advance(TimeSpan.FromSeconds(1));
        _background.Report("probe", new IOException());
        Assert.That(_log.Lines.Last(), Does.EndWith("failures so far: 1001"));
    }
}
