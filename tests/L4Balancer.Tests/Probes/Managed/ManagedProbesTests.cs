using System.Collections.Concurrent;
using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Managed;

/// <summary>How probes run as tasks, with a clock moved by the test.</summary>
internal sealed class ManagedProbesTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private ManualTime _time = null!;
    private ConcurrentQueue<ProbeEnded> _posted = null!;
    private FakeProbe _probe = null!;
    private FaultLog _faults = null!;
    private ProbeScheduler _scheduler = null!;

    [SetUp]
    public void Start()
    {
        (_time, _posted, _probe) = (new ManualTime(), new ConcurrentQueue<ProbeEnded>(), new FakeProbe());
        _faults = new FaultLog(_time);
        var runner = new ManagedProbes(RunningProbes.Services(Post, _faults, _time), _ => _probe);
        _scheduler = new ProbeScheduler(runner, new Random(Seeds.Next()));
    }

    [TearDown]
    public void Stop() => _scheduler.Dispose();

    [Test]
    public async Task One_probe_of_a_target_is_in_flight_and_the_next_begins_after_its_outcome()
    {
        _probe.Hold();
        _scheduler.Want([Schedule(1)]);
        _time.Advance(Interval);
        _scheduler.ProbeAfter(Target(1), TimeSpan.Zero);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.That(_probe.Started, Is.EqualTo(1));
        _probe.LetGo(ProbeOutcome.Good);
        await PostedAsync(1);
        _scheduler.ProbeAfter(Target(1), TimeSpan.Zero);
        _time.Advance(TimeSpan.Zero);
        await PostedAsync(2);
        Assert.That(_posted.Select(ended => ended.Target), Is.All.EqualTo(Target(1)));
        Assert.That(_posted.Select(ended => ended.Outcome.IsGood), Is.All.True);
    }

    [Test]
    public async Task A_probe_that_does_not_end_in_time_is_bad()
    {
        _probe.Hold();
        _scheduler.Want([Schedule(1)]);
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Timeout);
        await PostedAsync(1);
        var outcome = _posted.Single().Outcome;
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((false, "probe timed out")));
    }

    [Test]
    public async Task An_outcome_tells_how_long_the_probe_took()
    {
        var took = TimeSpan.FromMilliseconds(40);
        _probe.Hold();
        _scheduler.Want([Schedule(1)]);
        _time.Advance(_time.UntilNext!.Value);
        await Eventually.HoldsAsync(() => _probe.Started == 1, () => "the probe has begun");
        _time.Advance(took);
        _probe.LetGo(ProbeOutcome.Good);
        await PostedAsync(1);
        Assert.That(_posted.Single().Outcome.Duration, Is.EqualTo(took));
    }

    [Test]
    public async Task A_target_that_is_not_wanted_any_more_is_left_alone()
    {
        _probe.Hold();
        _scheduler.Want([Schedule(1), Schedule(2)]);
        _time.Advance(Interval);
        Assert.That(_probe.Started, Is.EqualTo(2));
        _scheduler.Want([Schedule(2)]);
        _probe.LetGo(ProbeOutcome.Good);
        await PostedAsync(1);
        _scheduler.ProbeAfter(Target(1), TimeSpan.Zero);
        _time.Advance(Interval * 10);
        Assert.That(_probe.Started, Is.EqualTo(2));
        Assert.That(_posted.Single().Target, Is.EqualTo(Target(2)));
    }

    [Test]
    public async Task A_shortage_of_this_machine_is_no_outcome_and_the_probe_is_tried_again()
    {
        _probe.Fail(new LocalShortageException("out of file descriptors"));
        _scheduler.Want([Schedule(1)]);
        _time.Advance(Interval);
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "the next try is set");
        Assert.That(_posted, Is.Empty);
        _probe.Fail(null);
        _time.Advance(_time.UntilNext!.Value);
        await PostedAsync(1);
        Assert.That(_posted.Single().Outcome.IsGood, Is.True);
    }

    [Test]
    public async Task A_backend_whose_probe_met_a_bug_is_probed_again()
    {
        _probe.Fail(new InvalidOperationException("a bug"));
        _scheduler.Want([Schedule(1)]);
        _time.Advance(Interval);
        await _faults.SawAsync("probe");
        await Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "the next try is set");
        Assert.That(_posted, Is.Empty);
        _probe.Fail(null);
        _time.Advance(ProbeServices.RetryPause);
        await PostedAsync(1);
        Assert.That(_posted.Single().Outcome.IsGood, Is.True);
    }

    [Test]
    public async Task A_timeout_that_changed_holds_for_the_next_probe()
    {
        _probe.Hold();
        _scheduler.Want([Schedule(1)]);
        _scheduler.Want([Schedule(1) with { Timeout = Timeout * 3 }]);
        _time.Advance(TimeSpan.Zero);
        _time.Advance(Timeout * 2);
        Assert.That(_posted, Is.Empty);
        _time.Advance(Timeout);
        await PostedAsync(1);
    }

    private static ProbeTarget Target(int port) =>
        new(NetAddress.FromIp(IPAddress.Loopback, port), TcpProbeSpec.Instance);

    private static ProbeSchedule Schedule(int port) => new(Target(port), Interval, Timeout);

    private ValueTask Post(ControlEvent @event)
    {
        _posted.Enqueue((ProbeEnded)@event);
        return ValueTask.CompletedTask;
    }

    private Task PostedAsync(int count) =>
        Eventually.HoldsAsync(() => _posted.Count >= count, () => $"{count} outcomes");

    /// <summary>Succeeds immediately, unless configured otherwise.</summary>
    private sealed class FakeProbe : IProbe
    {
        private TaskCompletionSource<ProbeOutcome>? _held;
        private Exception? _failure;
        private int _started;

        public int Started => Volatile.Read(ref _started);

        public void Hold() =>
            _held = new TaskCompletionSource<ProbeOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo(ProbeOutcome outcome) => _held!.SetResult(outcome);

        public void Fail(Exception? failure) => _failure = failure;

        public Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            if (_failure is not null) return Task.FromException<ProbeOutcome>(_failure);
            return _held is null ? Task.FromResult(ProbeOutcome.Good) : _held.Task.WaitAsync(cancellationToken);
        }
    }
}
