using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Sessions of a backend that are ended from outside, some or all, immediately or paced.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SessionEndingTests(TestedEngine engine)
{
    private readonly List<RelayedSession> _sessions = [];
    private ManualTime _time = null!;
    private Socket _backend = null!;
    private RunningBalancer _balancer = null!;

    /// <summary>Seven sessions, on two loops if the engine has loops.</summary>
    [SetUp]
    public async Task OpenAsync()
    {
        (_time, _backend) = (new ManualTime(), Loopback.Listen());
        _balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(_backend)], options: o => o with { Time = _time });
        for (var i = 0; i < 7; i++)
        {
            _sessions.Add(await _balancer.OpenAsync(_backend));
            await _sessions[i].PingAsync();
        }

        // A loop that is still in the turn of the last byte knows an older time.
        await _balancer.PassAsync(_time, TimeSpan.FromSeconds(1));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _balancer.DisposeAsync();
        foreach (var session in _sessions) session.Dispose();
        _sessions.Clear();
        _backend.Dispose();
    }

    [Test]
    public async Task As_many_are_ended_as_were_asked_for_and_no_more()
    {
        Assert.That(await EndAsync(max: 0), Is.Zero);
        Assert.That(await EndAsync(max: 5), Is.EqualTo(5));
        Assert.That(await EndAsync(max: 5), Is.EqualTo(2));
        Assert.That(await EndAsync(max: 5), Is.Zero);
        await _balancer.NothingLeftAsync();
        Assert.That(_balancer.Counters.Ended(CloseReason.OperatorReset), Is.EqualTo(7));
        Assert.That(_balancer.Backend(_backend).Counters.Ended(CloseReason.OperatorReset), Is.EqualTo(7));
    }

    [Test]
    public async Task Those_of_another_backend_or_pool_are_left_alone()
    {
        var (engine, address) = (_balancer.Balancer.Engine, Loopback.AddressOf(_backend));
        Assert.That(await engine.EndSessionsAsync("other", address, CloseReason.Drained, 9), Is.Zero);
        Assert.That(
            await engine.EndSessionsAsync("pool", NetAddress.FromUnix("/x"), CloseReason.Drained, 9), Is.Zero);
        foreach (var session in _sessions) await session.PingAsync();
    }

    [Test]
    public async Task Those_that_came_later_are_left_alone()
    {
        using var young = await _balancer.OpenAsync(_backend);
        await young.PingAsync();
        Assert.That(await EndAsync(max: 100, ageMin: TimeSpan.FromSeconds(1)), Is.EqualTo(7));
        await young.PingAsync();
    }

    /// <summary>The time that has passed since is less than a millisecond, which is more than the age shows.</summary>
    [Test]
    public async Task One_that_came_just_before_is_ended_too()
    {
        var passed = TimeSpan.FromMicroseconds(400);
        using var young = await _balancer.OpenAsync(_backend);
        await young.PingAsync();
        await _balancer.PassAsync(_time, passed);
        Assert.That(await EndAsync(max: 100, ageMin: passed), Is.EqualTo(8));
    }

    [TestCase(CloseReason.OperatorReset)]
    [TestCase(CloseReason.OperatorClosed)]
    [TestCase(CloseReason.BackendDown)]
    [TestCase(CloseReason.Drained)]
    [TestCase(CloseReason.Shutdown)]
    [TestCase(CloseReason.MaxAge)]
    public async Task Both_sides_are_reset_so_that_nothing_that_was_cut_off_looks_whole(CloseReason reason)
    {
        Assert.That(await EndAsync(max: 7, reason), Is.EqualTo(7));
        foreach (var session in _sessions)
        {
            Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
            Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        }

        await _balancer.EndedAsync(reason, 7);
    }

    [Test]
    public async Task A_reset_with_a_rate_keeps_it_until_the_sessions_are_spared()
    {
        var effects = Dispatcher();
        effects.Handle(Reset(CloseReason.Drained) with { Rate = 20 });
        await _balancer.EndedAsync(CloseReason.Drained, 2);
        await StepAsync(4);
        await StepAsync(6);
        effects.Handle(new SpareSessions("pool", Loopback.AddressOf(_backend)));
        _time.Advance(TimeSpan.FromSeconds(10));
        await LeftAsync(1);
        Assert.That(_balancer.Counters.Ended(CloseReason.Drained), Is.EqualTo(6));

        async Task StepAsync(int ended)
        {
            // No other timer of a quiet balancer is this short.
            var step = TimeSpan.FromMilliseconds(100);
            await Eventually.HoldsAsync(() => _time.UntilNext <= step, () => "it waits for its next step");
            _time.Advance(step);
            await _balancer.EndedAsync(CloseReason.Drained, ended);
            await LeftAsync(7 - ended);
        }
    }

    [Test]
    public async Task A_reset_without_a_rate_ends_all_in_one_moment()
    {
        var effects = Dispatcher();
        effects.Handle(Reset(CloseReason.OperatorReset));
        await _balancer.EndedAsync(CloseReason.OperatorReset, 7);
        await _balancer.NothingLeftAsync();
    }

    private EffectDispatcher Dispatcher() => new(NullLogger.Instance, onNotice: null)
    {
        Engine = _balancer.Balancer.Engine,
        Resets = new PacedReset(_balancer.Balancer.Engine, _balancer.Balancer.Background, _time),
    };

    private ResetSessions Reset(CloseReason reason) =>
        new("pool", Loopback.AddressOf(_backend)) { Reason = reason };

    /// <summary>A session that has ended is counted first, and then removed from the list.</summary>
    private async Task LeftAsync(int count)
    {
        var running = _balancer.Balancer.Engine;
        await Eventually.HoldsAsync(() => running.ActiveSessions <= count, () => $"{count} sessions left");
        Assert.That(running.ActiveSessions, Is.EqualTo(count));
        var list = await running.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        Assert.That(list.Total, Is.EqualTo(count));
    }

    private Task<int> EndAsync(
        int max, CloseReason reason = CloseReason.OperatorReset, TimeSpan ageMin = default) =>
        _balancer.Balancer.Engine.EndSessionsAsync(
            "pool", Loopback.AddressOf(_backend), reason, max, ageMin, Loopback.Deadline);
}
