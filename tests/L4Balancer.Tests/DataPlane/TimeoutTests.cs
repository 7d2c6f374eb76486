using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Each timeout ends a session with its own reason, and with RST to both sides. The tests assert the reason, never the
/// moment.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class TimeoutTests(TestedEngine engine) : BackendFixture
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private static readonly TimeoutsConfig Off = new()
    {
        ClientIdle = TimeSpan.Zero,
        ServerIdle = TimeSpan.Zero,
        HalfClosed = TimeSpan.Zero,
        MaxAge = TimeSpan.Zero,
    };

    private static readonly TestCaseData[] Timeouts =
    [
        new TestCaseData(Off with { ClientIdle = Short }, CloseReason.ClientIdle).SetArgDisplayNames("client-idle"),
        new TestCaseData(Off with { ServerIdle = Short }, CloseReason.ServerIdle).SetArgDisplayNames("server-idle"),
        new TestCaseData(Off with { MaxAge = Short }, CloseReason.MaxAge).SetArgDisplayNames("max-age"),
    ];

    [TestCaseSource(nameof(Timeouts))]
    public async Task An_idle_session_is_ended_for_its_reason(TimeoutsConfig timeouts, CloseReason reason)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(timeouts, time);
        using var session = await balancer.OpenAsync(Backend);
        if (reason == CloseReason.ServerIdle) await session.Client.SendAsync("a question");
        await balancer.PassUntilEndedAsync(time, Short, reason);
        Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.NothingLeftAsync();
    }

    [TestCaseSource(nameof(Timeouts))]
    public async Task A_session_with_bytes_that_nobody_takes_is_ended_too(TimeoutsConfig timeouts, CloseReason reason)
    {
        var time = new ManualTime();
        await using var balancer = await StartAsync(timeouts, time);
        using var session = await balancer.OpenAsync(Backend);
        var (reader, writer) = reason == CloseReason.ServerIdle
            ? (session.Server, session.Client) : (session.Client, session.Server);
        reader.FixBuffers();
        var sending = FillAsync(writer);
        await balancer.PassUntilEndedAsync(time, Short, reason);
        Assert.That(await sending, Is.Not.EqualTo(SocketError.Success));
        await balancer.NothingLeftAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_half_closed_session_that_does_not_move_is_ended(bool byTheClient)
    {
        await using var balancer = await StartAsync(Off with { HalfClosed = Short });
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        var (closer, other) = byTheClient ? (session.Client, session.Server) : (session.Server, session.Client);
        closer.Shutdown(SocketShutdown.Send);
        Assert.That((await closer.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset), "It waits for an answer.");
        Assert.That((await other.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin), "It was told of the end before.");
        await balancer.EndedAsync(CloseReason.HalfClosedIdle);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task The_half_closed_timeout_leaves_a_whole_session_alone()
    {
        await using var balancer = await StartAsync(Off with { HalfClosed = Short });
        using var whole = await balancer.OpenAsync(Backend);
        using var half = await balancer.OpenAsync(Backend);
        half.Client.Shutdown(SocketShutdown.Send);
        await balancer.EndedAsync(CloseReason.HalfClosedIdle);
        await whole.PingAsync();
        Assert.That(balancer.Counters.EndedTotal, Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_session_that_moves_outlives_an_idle_one(bool isHalfClosed)
    {
        // The time is moved only by this test: a paused machine does not make a busy session idle.
        var (time, timeout) = (new ManualTime(), TimeSpan.FromMilliseconds(600));
        await using var balancer = await StartAsync(
            Off with { ClientIdle = timeout, ServerIdle = timeout, HalfClosed = timeout }, time);
        using var busy = await balancer.OpenAsync(Backend);
        using var idle = await balancer.OpenAsync(Backend);
        if (isHalfClosed) busy.Client.Shutdown(SocketShutdown.Send);
        while (balancer.Counters.EndedTotal == 0)
        {
            await busy.Server.SendAsync("tick");
            Assert.That(await busy.Client.ReadAsync(4), Is.EqualTo("tick"));
            if (!isHalfClosed) await busy.PingAsync();
            time.Advance(timeout / 60);
        }

        Assert.That(balancer.Counters.EndedTotal, Is.EqualTo(1));
        Assert.That(idle.Client.Poll(Loopback.Patience, SelectMode.SelectRead), Is.True, "The idle one was ended.");
        await Eventually.HoldsAsync(() => balancer.Balancer.Engine.ActiveSessions == 1, () => "the busy one is left");
    }

    [Test]
    public async Task Only_the_side_that_moves_is_not_idle()
    {
        await using var balancer = await StartAsync(
            Off with { ServerIdle = TimeSpan.FromMilliseconds(400), ClientIdle = TimeSpan.FromHours(1) });
        using var session = await balancer.OpenAsync(Backend);
        session.Server.FixBuffers();

        // The client keeps sending, and the backend accepts nothing.
        var sending = FillAsync(session.Client);
        await balancer.EndedAsync(CloseReason.ServerIdle);
        Assert.That(await sending, Is.Not.EqualTo(SocketError.Success));
    }

    [Test]
    public async Task Zero_switches_a_timeout_off()
    {
        await using var balancer = await StartAsync(Off);
        await using var other = await StartAsync(Off with { ClientIdle = Short });
        using var eternal = await balancer.OpenAsync(Backend);
        for (var i = 0; i < 3; i++)
        {
            using var mortal = await Loopback.TryConnectAsync(other.Address);
            await other.EndedAsync(CloseReason.ClientIdle, i + 1);
        }

        await eternal.PingAsync();
        Assert.That(balancer.Counters.EndedTotal, Is.Zero);
    }

    [Test]
    public async Task A_backend_that_does_not_answer_the_connect_is_given_up_for_the_next()
    {
        using var full = await FullBackend.StartAsync();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [full.Address, Loopback.AddressOf(Backend)],
            pool => pool with
            {
                Policy = PolicyKind.First,
                // Enough time for the backend that does answer.
                Timeouts = pool.Timeouts with { Connect = TimeSpan.FromSeconds(1) },
            });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("early");
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(await server.ReadAsync(5), Is.EqualTo("early"));
        Assert.That((balancer.Counters.Retries, balancer.Backend(full.Address).Counters.ConnectFailures),
            Is.EqualTo((1, 1)));
        Assert.That(balancer.Backend(full.Address).Counters.Active, Is.Zero);
    }

    private Task<RunningBalancer> StartAsync(TimeoutsConfig timeouts, TimeProvider? time = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], pool => pool with { Timeouts = timeouts },
            options: o => time is null ? o : o with { Time = time });

    /// <summary>Sends until it fails; every wait is bounded.</summary>
    private static async Task<SocketError> FillAsync(Socket socket)
    {
        var deadline = Loopback.Deadline;
        try
        {
            while (true) await socket.SendAsync(new byte[100_000], deadline);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
