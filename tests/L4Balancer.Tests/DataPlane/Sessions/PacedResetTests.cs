using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Sessions;

internal sealed class PacedResetTests
{
    private static readonly NetAddress One = NetAddress.FromIp(IPAddress.Loopback, 1);
    private static readonly NetAddress Two = NetAddress.FromIp(IPAddress.Loopback, 2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private ManualTime _time = null!;
    private CountedSessions _sessions = null!;
    private FaultLog _faults = null!;
    private PacedReset _reset = null!;

    [SetUp]
    public void Make()
    {
        (_time, _sessions) = (new ManualTime(), new CountedSessions());
        _faults = new FaultLog(_time);
        _reset = new PacedReset(_sessions, _faults.Work, _time);
    }

    [TearDown]
    public void Close() => _reset.Dispose();

    [TestCase(100, "10 20 30 40 50")]
    [TestCase(25, "2 5 7 10 12")]
    [TestCase(4, "0 0 1 1 2")]
    [TestCase(1, "0 0 0 0 0")]
    public void Each_step_ends_its_part_of_the_rate(int rate, string endedAfterEachStep)
    {
        _sessions.Left[One] = 1000;
        Begin(One, rate);
        Assert.That(string.Join(' ', Steps(5)), Is.EqualTo(endedAfterEachStep));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(333)]
    [TestCase(100_000)]
    public void A_second_ends_exactly_the_rate(int rate)
    {
        _sessions.Left[One] = int.MaxValue;
        Begin(One, rate);
        Assert.That(Steps(10).Last(), Is.EqualTo(rate));
        Assert.That(Steps(10).Last(), Is.EqualTo(2 * rate));
    }

    [Test]
    public void It_ends_when_no_session_is_left()
    {
        _sessions.Left[One] = 25;
        Begin(One, 100);
        Assert.That(Steps(5), Is.EqualTo((int[])[10, 20, 25, 25, 25]));
        Assert.That(_reset.Running, Is.Zero);
        Assert.That(_time.UntilNext, Is.Null);
    }

    [Test]
    public void A_backend_that_is_spared_loses_no_more_sessions()
    {
        (_sessions.Left[One], _sessions.Left[Two]) = (1000, 1000);
        Begin(One, 100);
        Begin(Two, 100);
        Assert.That(_reset.Running, Is.EqualTo(2));
        _reset.Stop("pool", One);
        Assert.That(Steps(3), Is.EqualTo((int[])[20, 30, 40]), "only the other one goes on");
        Assert.That((_sessions.Left[One], _sessions.Left[Two]), Is.EqualTo((990, 970)));
    }

    [Test]
    public void A_new_reset_takes_the_place_of_the_one_before()
    {
        _sessions.Left[One] = 1000;
        Begin(One, 100);
        Begin(One, 20);
        Assert.That(_reset.Running, Is.EqualTo(1));
        Assert.That(Steps(3), Is.EqualTo((int[])[12, 14, 16]));
    }

    [Test]
    public void Only_sessions_that_ran_when_it_began_are_ended()
    {
        _sessions.Left[One] = 1000;
        _time.Advance(TimeSpan.FromHours(1));
        Begin(One, 100);
        _ = Steps(3).ToList();
        Assert.That(_sessions.Ages, Is.EqualTo((TimeSpan[])[TimeSpan.Zero, Step, 2 * Step]));
    }

    [Test]
    public void Nothing_goes_on_when_it_is_disposed()
    {
        _sessions.Left[One] = 1000;
        Begin(One, 100);
        _reset.Dispose();
        Assert.That(Steps(3), Is.EqualTo((int[])[10, 10, 10]));
    }

    [Test]
    public async Task After_a_bug_it_goes_on_with_the_sessions_that_are_left()
    {
        _sessions.Left[One] = 15;
        _sessions.Fault = new InvalidOperationException("a bug");
        Begin(One, 100);
        await _faults.SawAsync("paced-reset");
        Assert.That((_reset.Running, _sessions.Left[One]), Is.EqualTo((1, 15)));
        await PausesAsync();
        _time.Advance(Limits.RestartPauseMin);
        await Eventually.HoldsAsync(() => _sessions.Ended == 10, () => "the first step");
        await PausesAsync();
        _time.Advance(Step);
        await Eventually.HoldsAsync(() => _reset.Running == 0, () => "its end");
        Assert.That(_sessions.Left[One], Is.Zero);
        Assert.That(_sessions.Ages[0], Is.EqualTo(Limits.RestartPauseMin), "Sessions that came meanwhile are spared.");
    }

    private Task PausesAsync() => Eventually.HoldsAsync(() => _time.UntilNext is not null, () => "it pauses");

    private void Begin(NetAddress backend, int rate) => _reset.Begin("pool", backend, CloseReason.Drained, rate);

    /// <summary>Returns the sessions ended after each step; the first step is taken at the start.</summary>
    private IEnumerable<int> Steps(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0 || _sessions.IsStepped) _time.Advance(Step);
            _sessions.IsStepped = true;
            yield return _sessions.Ended;
        }
    }

    private sealed class CountedSessions : ISessionEnding
    {
        public Dictionary<NetAddress, int> Left { get; } = [];

        public List<TimeSpan> Ages { get; } = [];

        public int Ended { get; private set; }

        /// <summary>Thrown once.</summary>
        public Exception? Fault { get; set; }

        /// <summary>True once the test has seen the first step.</summary>
        public bool IsStepped { get; set; }

        public Task<int> EndSessionsAsync(
            string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
            CancellationToken cancellationToken = default)
        {
            if (Fault is { } fault)
            {
                Fault = null;
                throw fault;
            }

            var ended = Math.Min(max, Left[backend]);
            Left[backend] -= ended;
            Ended += ended;
            Ages.Add(ageMin);
            return Task.FromResult(ended);
        }

        public Task<int> EndSessionsAsync(
            SessionFilter filter, CloseReason reason, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
