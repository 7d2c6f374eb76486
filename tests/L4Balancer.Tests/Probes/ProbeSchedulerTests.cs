using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>When probes are run.</summary>
internal sealed class ProbeSchedulerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private FakeRunner _runner = null!;
    private ProbeScheduler _scheduler = null!;

    [SetUp]
    public void Start()
    {
        _runner = new FakeRunner();
        _scheduler = new ProbeScheduler(_runner, new Random(Seeds.Next()));
    }

    [TearDown]
    public void Stop() => _scheduler.Dispose();

    [Test]
    public void A_new_target_is_probed_at_once()
    {
        _scheduler.Want([Schedule(1)]);
        _scheduler.Want([Schedule(1), Schedule(2)]);
        Assert.That(_runner[1].Delays, Is.EqualTo([TimeSpan.Zero]));
        Assert.That(_runner[2].Delays, Is.EqualTo([TimeSpan.Zero]));
    }

    [Test]
    public void Ten_thousand_new_targets_begin_within_a_second_and_not_in_one_burst()
    {
        Want(10_000);
        var slices = FirstDelays(10_000).GroupBy(delay => (int)(delay.TotalSeconds * 10)).ToArray();

        // 1000 per slice are expected; 1300 is ten standard deviations away.
        Assert.That(slices.Select(slice => slice.Key), Is.EquivalentTo(Enumerable.Range(0, 10)));
        Assert.That(slices.Max(slice => slice.Count()), Is.LessThan(1300));
    }

    [Test]
    public void A_short_interval_is_not_waited_out_twice_for_the_first_probe()
    {
        var interval = TimeSpan.FromMilliseconds(100);
        _scheduler.Want([.. Enumerable.Range(1, 10_000).Select(port => Schedule(port) with { Interval = interval })]);
        Assert.That(FirstDelays(10_000).Max(), Is.LessThanOrEqualTo(interval));
    }

    [Test]
    public void Targets_that_began_together_are_spread_over_the_interval_by_their_second_probe()
    {
        Want(1000);
        for (var port = 1; port <= 1000; port++) _scheduler.ProbeAfter(Target(port), Interval);
        var second = Enumerable.Range(1, 1000).Select(port => _runner[port].Delays[^1]).ToArray();

        // 500 are expected, with a standard deviation of 16.
        Assert.That(second, Is.All.InRange(TimeSpan.Zero, Interval));
        Assert.That(second.Count(delay => delay < Interval / 2), Is.InRange(340, 660));
    }

    [Test]
    public void The_delay_that_is_asked_for_moves_by_a_tenth_at_most()
    {
        _scheduler.Want([Schedule(1)]);
        for (var i = 0; i < 202; i++) _scheduler.ProbeAfter(Target(1), Interval);
        var delays = _runner[1].Delays.Skip(2).Select(delay => delay / Interval).ToArray();
        Assert.That(delays, Is.All.InRange(0.9, 1.1));
        Assert.That(delays.Max() - delays.Min(), Is.GreaterThan(0.1), "It does move.");
    }

    [Test]
    public void A_probe_that_real_traffic_asks_for_is_not_delayed()
    {
        _scheduler.Want([Schedule(1)]);
        _scheduler.ProbeAfter(Target(1), TimeSpan.Zero);
        Assert.That(_runner[1].Delays, Is.EqualTo([TimeSpan.Zero, TimeSpan.Zero]));
    }

    [Test]
    public void A_shorter_interval_does_not_wait_for_the_end_of_the_longer_one()
    {
        _scheduler.Want([Schedule(1) with { Interval = TimeSpan.FromHours(1) }]);
        _scheduler.Want([Schedule(1)]);
        Assert.That(_runner[1].Delays, Is.EqualTo([TimeSpan.Zero, TimeSpan.Zero]));
        _scheduler.Want([Schedule(1) with { Interval = TimeSpan.FromHours(1) }]);
        Assert.That(_runner[1].Delays, Has.Count.EqualTo(2), "A longer one begins with the next outcome.");
    }

    [Test]
    public void A_target_that_is_not_wanted_any_more_is_disposed_of_and_left_alone()
    {
        _scheduler.Want([Schedule(1), Schedule(2)]);
        _scheduler.Want([Schedule(2)]);
        _scheduler.ProbeAfter(Target(1), Interval);
        Assert.That((_runner[1].IsDisposed, _runner[1].Delays.Count), Is.EqualTo((true, 1)));
        Assert.That((_runner[2].IsDisposed, _runner[2].Delays.Count), Is.EqualTo((false, 1)));
    }

    [Test]
    public void A_timeout_that_changed_is_handed_on()
    {
        _scheduler.Want([Schedule(1)]);
        _scheduler.Want([Schedule(1) with { Timeout = Interval * 3 }]);
        Assert.That(_runner[1].Timeout, Is.EqualTo(Interval * 3));
    }

    private static ProbeTarget Target(int port) =>
        new(NetAddress.FromIp(IPAddress.Loopback, port), TcpProbeSpec.Instance);

    private static ProbeSchedule Schedule(int port) => new(Target(port), Interval, Interval);

    private void Want(int count) => _scheduler.Want([.. Enumerable.Range(1, count).Select(port => Schedule(port))]);

    private IEnumerable<TimeSpan> FirstDelays(int count) =>
        Enumerable.Range(1, count).Select(port => _runner[port].Delays.Single());

    /// <summary>Records the calls for each port.</summary>
    private sealed class FakeRunner : IProbeRunner
    {
        private readonly Dictionary<int, FakeProbe> _probes = [];

        public FakeProbe this[int port] => _probes[port];

        public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout) =>
            _probes[target.Address.Port] = new FakeProbe { Timeout = timeout };

        public void Dispose()
        {
        }
    }

    private sealed class FakeProbe : IScheduledProbe
    {
        public List<TimeSpan> Delays { get; } = [];

        public TimeSpan Timeout { get; set; }

        public bool IsDisposed { get; private set; }

        public void SetTimeout(TimeSpan timeout) => Timeout = timeout;

        public void RunAfter(TimeSpan delay) => Delays.Add(delay);

        public void Dispose() => IsDisposed = true;
    }
}
