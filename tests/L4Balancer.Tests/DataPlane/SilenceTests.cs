using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Silence ends a session only if it is that of the side whose turn it is. The time is moved only by the test.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SilenceTests(TestedEngine engine) : BackendFixture
{
    private static readonly TimeoutsConfig Off = new()
    {
        ClientIdle = TimeSpan.Zero,
        ServerIdle = TimeSpan.Zero,
        HalfClosed = TimeSpan.Zero,
        MaxAge = TimeSpan.Zero,
    };

    [TestCase(true, CloseReason.ServerIdle)]
    [TestCase(false, CloseReason.ClientIdle)]
    public async Task The_clock_of_the_side_whose_turn_it_is_ends_a_silent_session(
        bool isServersTurn, CloseReason reason)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(
            Off with { ClientIdle = TimeSpan.FromMinutes(1), ServerIdle = TimeSpan.FromMinutes(1) }, time);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await AskAsync(session, isServersTurn);
        await PassUntilEndedAsync(balancer, time, TimeSpan.FromMinutes(2), reason);
    }

    [TestCase(true, CloseReason.ServerIdle)]
    [TestCase(false, CloseReason.ClientIdle)]
    public async Task The_shorter_clock_is_not_late_when_its_turn_comes_after_a_long_time(
        bool isServersTurn, CloseReason reason)
    {
        var (minute, hours) = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(9));
        var time = new ManualTime();
        await using var balancer = await StartAsync(
            isServersTurn
                ? Off with { ClientIdle = hours, ServerIdle = minute }
                : Off with { ClientIdle = minute, ServerIdle = hours },
            time);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await AskAsync(session, !isServersTurn);
        for (var i = 0; i < 5; i++) await balancer.PassAsync(time, minute / 2 + TimeSpan.FromHours(1));
        await AskAsync(session, isServersTurn);
        for (var i = 0; i < 5; i++) await balancer.PassAsync(time, 2 * minute);
        await balancer.EndedAsync(reason);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_side_that_waits_for_the_other_is_not_idle(bool isServersTurn)
    {
        // The timeout of the waiting side is enabled, and that of the working side is off.
        var minute = TimeSpan.FromMinutes(1);
        var time = new ManualTime();
        await using var balancer = await StartAsync(
            isServersTurn ? Off with { ClientIdle = minute } : Off with { ServerIdle = minute }, time);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await AskAsync(session, isServersTurn);
        for (var i = 0; i < 5; i++)
            await balancer.PassAsync(time, 2 * minute);

        if (isServersTurn) await session.Server.SendAsync("late");
        else await session.Client.SendAsync("late");
        Assert.That(await (isServersTurn ? session.Client : session.Server).ReadAsync(4), Is.EqualTo("late"));
        Assert.That(balancer.Counters.EndedTotal, Is.Zero);
    }

    [TestCase(true, CloseReason.ServerIdle)]
    [TestCase(false, CloseReason.ClientIdle)]
    public async Task After_a_half_close_it_is_the_turn_of_the_side_that_goes_on(bool byTheClient, CloseReason reason)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(
            byTheClient
                ? Off with { ClientIdle = TimeSpan.FromMinutes(1), ServerIdle = TimeSpan.FromHours(1) }
                : Off with { ServerIdle = TimeSpan.FromMinutes(1), ClientIdle = TimeSpan.FromHours(1) },
            time);
        using var session = await balancer.OpenAsync(Backend);
        var (closer, other) = byTheClient ? (session.Client, session.Server) : (session.Server, session.Client);
        closer.Shutdown(SocketShutdown.Send);
        Assert.That((await other.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        await other.SendAsync("a part of the answer");
        Assert.That(await closer.ReadAsync(20), Is.EqualTo("a part of the answer"));
        await balancer.PassAsync(time, TimeSpan.FromMinutes(30));
        await other.SendAsync("more");
        Assert.That(await closer.ReadAsync(4), Is.EqualTo("more"));
        await PassUntilEndedAsync(balancer, time, TimeSpan.FromHours(2), reason);
    }

    [Test]
    public async Task A_half_close_after_a_long_silence_starts_the_clock_anew()
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(Off with { HalfClosed = TimeSpan.FromMinutes(1) }, time);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await balancer.PassAsync(time, TimeSpan.FromHours(1));
        session.Client.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        await session.Server.SendAsync("answer");
        Assert.That(await session.Client.ReadAsync(6), Is.EqualTo("answer"));
        Assert.That(balancer.Counters.EndedTotal, Is.Zero);
    }

    [TestCase(true, CloseReason.ClientReset)]
    [TestCase(false, CloseReason.BackendReset)]
    [Platform("Linux")]
    public async Task A_side_that_has_ended_its_direction_and_is_gone_ends_a_session_in_which_nothing_moves(
        bool byTheClient, CloseReason reason)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(new TimeoutsConfig(), time);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        var (closer, other) = byTheClient ? (session.Client, session.Server) : (session.Server, session.Client);
        closer.Shutdown(SocketShutdown.Send);
        Assert.That((await other.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        closer.Reset();
        await PassUntilEndedAsync(balancer, time, TimeSpan.FromSeconds(15), reason);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task By_default_no_silence_ends_a_session_however_long()
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(new TimeoutsConfig(), time);
        using var whole = await balancer.OpenAsync(Backend);
        using var half = await balancer.OpenAsync(Backend);
        await whole.PingAsync();
        half.Client.Shutdown(SocketShutdown.Send);
        Assert.That((await half.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        await balancer.PassAsync(time, TimeSpan.FromDays(3));
        await whole.PingAsync();
        await half.Server.SendAsync("answer");
        Assert.That(await half.Client.ReadAsync(6), Is.EqualTo("answer"));
        Assert.That(balancer.Counters.EndedTotal, Is.Zero);
    }

    private Task<RunningBalancer> StartAsync(TimeoutsConfig timeouts, TimeProvider time) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], pool => pool with { Timeouts = timeouts },
            options: o => o with { Time = time });

    /// <summary>One side sends something that the other one has read and is to answer.</summary>
    private static async Task AskAsync(RelayedSession session, bool isServersTurn)
    {
        var (from, to) = isServersTurn ? (session.Client, session.Server) : (session.Server, session.Client);
        await from.SendAsync("a question");
        Assert.That(await to.ReadAsync(10), Is.EqualTo("a question"));
    }

    /// <summary>
    /// A relay may still be about to note the last bytes when the time advances, so it is advanced again.
    /// </summary>
    private static async Task PassUntilEndedAsync(
        RunningBalancer balancer, ManualTime time, TimeSpan by, CloseReason reason)
    {
        await Eventually.GetAsync(
            "the session ends", Loopback.Patience,
            async () =>
            {
                await balancer.PassAsync(time, by);
                return balancer.Counters.EndedTotal;
            },
            ended => ended == 1);
        Assert.That(balancer.Counters.Ended(reason), Is.EqualTo(1));
    }
}
