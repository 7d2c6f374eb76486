using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>FIN ends one direction: it is passed on after the last byte, and the other direction continues.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class HalfCloseTests(TestedEngine engine) : OneBackendFixture(engine)
{
    [TearDown]
    public Task NothingIsLeftAsync() => Running.NothingLeftAsync();

    [Test]
    public async Task A_client_that_ends_its_direction_still_gets_the_whole_answer()
    {
        using var session = await Running.OpenAsync(Backend);
        await EndAsync(session.Client, session.Server, "request");
        await EndAsync(session.Server, session.Client, "the answer");
        await Running.EndedAsync(CloseReason.ClientClosed);
    }

    [Test]
    public async Task A_backend_that_ends_its_direction_still_gets_everything_of_the_client()
    {
        using var session = await Running.OpenAsync(Backend);
        await EndAsync(session.Server, session.Client, "goodbye");
        await EndAsync(session.Client, session.Server, "one thing more");
        await Running.EndedAsync(CloseReason.BackendClosed);
    }

    [Test]
    public async Task A_client_that_ends_its_direction_without_a_byte_is_served()
    {
        using var session = await Running.OpenAsync(Backend);
        await EndAsync(session.Client, session.Server, "");
        await EndAsync(session.Server, session.Client, "the time of day");
        await Running.EndedAsync(CloseReason.ClientClosed);
    }

    [Test]
    public async Task Both_sides_may_end_at_the_same_moment()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        session.Client.Shutdown(SocketShutdown.Send);
        session.Server.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        await Eventually.HoldsAsync(
            () => Running.Counters.Ended(CloseReason.ClientClosed)
                + Running.Counters.Ended(CloseReason.BackendClosed) == 1,
            () => "the session ended in order");
    }

    [Test]
    public async Task A_half_closed_session_goes_on_for_many_round_trips_in_one_direction()
    {
        using var session = await Running.OpenAsync(Backend);
        await EndAsync(session.Client, session.Server, "subscribe");
        for (var i = 0; i < 200; i++)
        {
            await session.Server.SendAsync("news");
            Assert.That(await session.Client.ReadAsync(4), Is.EqualTo("news"));
        }

        await EndAsync(session.Server, session.Client, "");
    }

    [Test]
    public async Task Bytes_and_FIN_that_come_before_the_backend_is_connected_are_delivered()
    {
        using var full = await FullBackend.StartAsync();
        await using var balancer = await RunningBalancer.StartAsync(
            Engine, [full.Address],
            pool => pool with { Timeouts = pool.Timeouts with { Connect = Loopback.Patience } });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("early");
        client.Shutdown(SocketShutdown.Send);
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Active == 1, () => "the balancer connects");
        await full.MakeRoomAsync();
        using var server = await full.AcceptAsync();
        var (bytes, end) = await server.ReadToEndAsync();
        Assert.That((bytes.Length, end), Is.EqualTo((5, StreamEnd.Fin)));
        await EndAsync(server, client, "answer");
        await balancer.EndedAsync(CloseReason.ClientClosed);
    }

    [Test]
    public async Task An_orderly_end_never_becomes_a_reset([Values] bool clientFirst, [Values(0, 1, 100_000)] int bytes)
    {
        for (var i = 0; i < 50; i++)
        {
            using var session = await Running.OpenAsync(Backend);
            var (first, second) = clientFirst ? (session.Client, session.Server) : (session.Server, session.Client);
            await EndAsync(first, second, new string('1', bytes));
            await EndAsync(second, first, new string('2', bytes));
        }

        await Running.NothingLeftAsync();
        Assert.That(Running.Counters.Ended(clientFirst ? CloseReason.ClientClosed : CloseReason.BackendClosed),
            Is.EqualTo(50));
    }

    /// <summary>
    /// One side sends its last words and ends its direction; the other side receives them, and the FIN.
    /// </summary>
    private static async Task EndAsync(Socket from, Socket to, string lastWords)
    {
        var received = to.ReadToEndAsync();
        await from.SendAsync(lastWords);
        from.Shutdown(SocketShutdown.Send);
        var (bytes, end) = await received;
        Assert.That((bytes.Length, end), Is.EqualTo((lastWords.Length, StreamEnd.Fin)));
    }
}
