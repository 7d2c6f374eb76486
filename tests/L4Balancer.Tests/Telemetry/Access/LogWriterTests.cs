using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The writer thread, with a target that works, fails or hangs.</summary>
internal sealed class LogWriterTests
{
    private const int QueueLength = 64;

    private ManualTime _time = null!;
    private TestTarget _target = null!;
    private LogLines _log = null!;
    private FaultLog _faults = null!;
    private LogWriter _writer = null!;

    [SetUp]
    public void Start()
    {
        (_time, _target, _log) = (new ManualTime(), new TestTarget(), new LogLines());
        _faults = new FaultLog(_time);
        _writer = new LogWriter(_target, _faults.Work, _time, _log, QueueLength);
    }

    [TearDown]
    public async Task EndAsync()
    {
        _target.GoOn();
        await _writer.EndAsync(Loopback.Patience);
    }

    [Test]
    public async Task Records_are_written_with_the_time_at_which_they_were_observed()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _target.Hang();
        Add(1);
        await HangsAsync();
        Add(2);
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        Add(3);
        _time.Advance(TimeSpan.FromSeconds(100));
        _target.GoOn();
        await WrittenAsync(3);
        var times = _target.Lines.Select(line => Records.Parse(line).Text("time"));
        Assert.That(times, Is.EqualTo(new[]
        {
            "1970-01-01T00:00:01.000000Z", "1970-01-01T00:00:01.000000Z", "1970-01-01T00:00:02.500000Z",
        }));
    }

    [Test]
    public async Task Records_that_accumulate_while_the_target_is_busy_are_one_write()
    {
        _target.Hang();
        Add(1);
        await HangsAsync();
        for (var id = 2UL; id <= 30; id++) Add(id);
        _target.GoOn();
        await WrittenAsync(30);
        Assert.That(_target.Writes, Is.EqualTo(2));
        Assert.That(_target.Lines.Select(line => Records.Parse(line).Id()), Is.Ordered);
    }

    [Test]
    public async Task Records_dropped_by_a_full_queue_are_counted_and_logged()
    {
        _target.Hang();
        Add(1);
        await HangsAsync();
        for (var id = 2UL; id <= QueueLength + 11; id++) Add(id);
        Assert.That(_writer.Dropped, Is.EqualTo(10));
        _target.GoOn();
        await WrittenAsync(QueueLength + 1);
        var lines = _target.Lines.Select(Records.Parse).ToArray();
        Assert.That(lines.Single(Records.IsDropped).GetProperty("count").GetInt64(), Is.EqualTo(10));
        Assert.That(lines.Where(line => !line.IsDropped()).Select(line => line.Id()), Is.Ordered);
        await Eventually.HoldsAsync(() => _log.Of(EventIds.AccessLogDropped).Length == 1, () => "a line about them");
        Assert.That(_log.Of(EventIds.AccessLogDropped)[0], Does.StartWith("10 access log lines"));
    }

    [Test]
    public async Task A_failure_is_reported_once_in_ten_seconds_and_its_lines_are_counted()
    {
        _target.Failure = "no space";
        Add(1);
        await Eventually.HoldsAsync(() => _writer.Dropped == 1, () => "a lost line");
        Add(2);
        await Eventually.HoldsAsync(() => _writer.Dropped == 2, () => "the next attempt");
        Assert.That(_log.Of(EventIds.AccessLogFailed), Is.EqualTo(new[]
        {
            "The access log cannot be written to the test: no space (1 lines dropped so far)",
        }));
        Add(3);
        await Eventually.HoldsAsync(() => _writer.Dropped == 3, () => "the third lost line");

        // It retries by itself, and after ten seconds it logs either the failure or the dropped lines.
        var periods = 1;
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                periods++;
                return _log.Of(EventIds.AccessLogFailed).Length == 2;
            },
            () => "a second line");
        var said = _log.Of(EventIds.AccessLogFailed).Length + _log.Of(EventIds.AccessLogDropped).Length;
        Assert.That(said, Is.InRange(2, periods));

        _target.Failure = null;
        Add(4);
        await WrittenAsync(1);
        var lines = _target.Lines.Select(Records.Parse).ToArray();
        Assert.That(lines.Single(Records.IsDropped).GetProperty("count").GetInt64(), Is.EqualTo(3));
        Assert.That(lines.Single(line => !line.IsDropped()).Id(), Is.EqualTo(4));
        Assert.That(_writer.Dropped, Is.EqualTo(3));
    }

    [Test]
    public async Task A_bug_costs_one_batch_which_is_counted_and_the_thread_goes_on()
    {
        _target.Fault = new InvalidOperationException("a bug");
        Add(1);
        await _faults.SawAsync("access-log");
        Assert.That(_writer.Dropped, Is.EqualTo(1));
        Add(2);
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it pauses");
        _time.Advance(Limits.RestartPauseMin);
        await WrittenAsync(1);
        var lines = _target.Lines.Select(Records.Parse).ToArray();
        Assert.That(lines.Single(Records.IsDropped).GetProperty("count").GetInt64(), Is.EqualTo(1));
        Assert.That(lines.Single(line => !line.IsDropped()).Id(), Is.EqualTo(2));
    }

    [Test]
    public async Task Lines_written_before_a_failure_are_not_counted_as_dropped()
    {
        _target.Hang();
        Add(1);
        await HangsAsync();
        for (var id = 2UL; id <= 11; id++) Add(id);
        (_target.Failure, _target.TakenBeforeFailure) = ("gone", 1);
        _target.GoOn();
        await Eventually.HoldsAsync(() => _writer.Dropped == 9, () => $"{_writer.Dropped} lost, not 9");
        Assert.That(_writer.Written, Is.EqualTo(2));
        _target.Failure = null;
        _writer.Reopen();
        await Eventually.HoldsAsync(() => _target.Lines.Length == 3, () => "the line about lost lines");
        Assert.That(Records.Parse(_target.Lines[2]).GetProperty("count").GetInt64(), Is.EqualTo(9));
    }

    [Test]
    public async Task Records_queued_at_a_switch_go_to_the_old_target()
    {
        var next = new TestTarget();
        _target.Hang();
        Add(1);
        await HangsAsync();
        for (var id = 2UL; id <= 20; id++) Add(id);
        _writer.SwitchTo(next);
        _target.GoOn();
        await Eventually.HoldsAsync(() => _target.IsDisposed, () => "the switch");
        Add(21);
        await WrittenAsync(21);
        Assert.That(_target.Lines.Concat(next.Lines).Select(line => Records.Parse(line).Id()),
            Is.EqualTo(Enumerable.Range(1, 21).Select(id => (ulong)id)));
        Assert.That(next.Lines, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Turned_off_it_writes_nothing_and_counts_nothing()
    {
        _writer.SwitchTo(null);
        await Eventually.HoldsAsync(() => _target.IsDisposed, () => "the switch");
        for (var id = 0UL; id < 10; id++) Add(id);
        await _writer.EndAsync(Loopback.Patience);
        Assert.That((_writer.Written, _writer.Dropped), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task The_end_writes_queued_lines()
    {
        for (var id = 0UL; id < 30; id++) Add(id);
        await _writer.EndAsync(Loopback.Patience);
        Assert.That(_target.Lines, Has.Length.EqualTo(30));
        Assert.That(_target.IsDisposed, Is.True);
    }

    [Test]
    public async Task The_end_waits_only_so_long_for_a_target_that_hangs()
    {
        _target.Hang();
        Add(1);
        await HangsAsync();
        Add(2);
        var end = _writer.EndAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(end.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        await end.WaitAsync(Loopback.Patience);
        Assert.That(_log.Of(EventIds.AccessLogUnwritten), Has.Length.EqualTo(1));
    }

    private void Add(ulong id) => _writer.Add(Records.Ended(id));

    private Task HangsAsync() => Eventually.HoldsAsync(() => _target.IsWaiting, () => "the target hangs");

    private Task WrittenAsync(long count) =>
        Eventually.HoldsAsync(() => _writer.Written == count, () => $"{_writer.Written} written, not {count}");
}
