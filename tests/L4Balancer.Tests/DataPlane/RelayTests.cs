using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Every byte arrives, in order, in both directions, however the stream is split.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RelayTests(TestedEngine engine)
{
    private Socket _backend = null!;
    private RunningBalancer _balancer = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _backend = Loopback.Listen(backlog: 2000);
        _balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(_backend)]);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _balancer.DisposeAsync();
        _backend.Dispose();
    }

    [TestCase(1, 300)]
    [TestCase(100, 200_000)]
    [TestCase(70_000, 3_000_000)]
    [TestCase(1_000_000, 50_000_000)]
    public async Task Bytes_cut_at_random_arrive_whole_in_both_directions_at_the_same_time(int chunkMax, int bytes)
    {
        var seed = Seeds.Next();
        using var session = await _balancer.OpenAsync(_backend);
        await ExchangeAsync(session, bytes, chunkMax, seed);
        await _balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_server_may_speak_first()
    {
        using var session = await _balancer.OpenAsync(_backend);
        await session.Server.SendAsync("welcome");
        Assert.That(await session.Client.ReadAsync(7), Is.EqualTo("welcome"));
        await session.Client.SendAsync("hello");
        Assert.That(await session.Server.ReadAsync(5), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Bytes_that_leave_one_by_one_arrive_one_by_one()
    {
        using var session = await _balancer.OpenAsync(_backend);
        for (var i = 0; i < 500; i++) await session.PingAsync();
        Assert.That(_balancer.Balancer.Engine.ActiveSessions, Is.EqualTo(1));
    }

    /// <summary>
    /// A read stops at the mark of urgent data, although more is there; and the remaining bytes are not reported again.
    /// </summary>
    [Test]
    public async Task Bytes_behind_urgent_data_do_not_wait_for_more()
    {
        using var session = await _balancer.OpenAsync(_backend);
        await session.PingAsync();
        for (var i = 0; i < 50; i++)
        {
            session.Client.Send("before"u8);
            session.Client.Send([(byte)'!'], SocketFlags.OutOfBand);
            session.Client.Send("behind"u8);
            Assert.That(await session.Server.ReadAsync(12), Is.EqualTo("beforebehind"));
        }
    }

    /// <summary>
    /// More than a session may move in one turn, sent in one go to a side that accepts all of it: no later event would
    /// wake the session again.
    /// </summary>
    [Test]
    public async Task A_direction_whose_turn_is_over_goes_on_by_itself([Values] bool isDownload)
    {
        const int Length = 3_000_000;
        using var session = await _balancer.OpenAsync(_backend);
        var (from, to) = isDownload ? (session.Server, session.Client) : (session.Client, session.Server);
        var sent = new byte[Length];
        new Random(1).NextBytes(sent);
        for (var i = 0; i < 10; i++)
        {
            var sending = from.SendAsync(sent, Loopback.Deadline);
            var received = new byte[Length];
            for (var at = 0; at < Length;)
                at += await to.ReceiveAsync(received.AsMemory(at), Loopback.Deadline);
            await sending;
            Assert.That(received.AsSpan().SequenceEqual(sent), Is.True);
        }
    }

    [Test]
    public async Task A_thousand_sessions_at_the_same_time_do_not_mix()
    {
        var seed = Seeds.Next();
        var echo = EchoAsync(sessions: 1000);
        var sessions = Enumerable.Range(0, 1000).Select(i => ExchangeWithEchoAsync(seed + i));
        await Task.WhenAll(sessions);
        await echo;
        await _balancer.NothingLeftAsync();
        Assert.That(_balancer.Counters.Ended(CloseReason.ClientClosed), Is.EqualTo(1000));
    }

    [TestCase(0, 0)]
    [TestCase(12_345, 0)]
    [TestCase(0, 54_321)]
    [TestCase(1_000_001, 777_777)]
    public async Task The_backends_counters_have_every_byte_when_a_session_has_ended(int up, int down)
    {
        using (var session = await _balancer.OpenAsync(_backend))
            await ExchangeAsync(session, up, down, chunkMax: 10_000, Seeds.Next());
        await _balancer.NothingLeftAsync();
        var counters = _balancer.Backend(_backend).Counters;
        Assert.That((counters.BytesUploaded, counters.BytesDownloaded, counters.Picks), Is.EqualTo((up, down, 1L)));
    }

    private static Task ExchangeAsync(RelayedSession session, int bytes, int chunkMax, int seed) =>
        ExchangeAsync(session, bytes, bytes, chunkMax, seed);

    private static async Task ExchangeAsync(RelayedSession session, int up, int down, int chunkMax, int seed)
    {
        var sentUp = SendAndFinishAsync(session.Client, up, chunkMax, seed);
        var sentDown = SendAndFinishAsync(session.Server, down, chunkMax, seed + 1);
        var (uploaded, downloaded) = (session.Server.ReceiveAllAsync(), session.Client.ReceiveAllAsync());
        Assert.That(await uploaded, Is.EqualTo(new Received(up, await sentUp, StreamEnd.Fin)));
        Assert.That(await downloaded, Is.EqualTo(new Received(down, await sentDown, StreamEnd.Fin)));
    }

    private static async Task<string> SendAndFinishAsync(Socket socket, int bytes, int chunkMax, int seed)
    {
        var checksum = await socket.SendRandomAsync(bytes, chunkMax, seed);
        socket.Shutdown(SocketShutdown.Send);
        return checksum;
    }

    private async Task EchoAsync(int sessions)
    {
        await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => EchoOneAsync()));

        async Task EchoOneAsync()
        {
            using var socket = await Loopback.AcceptAsync(_backend);
            var (bytes, _) = await socket.ReadToEndAsync();
            await socket.SendAsync(bytes, Loopback.Deadline);
        }
    }

    private async Task ExchangeWithEchoAsync(int seed)
    {
        using var client = await Loopback.ConnectAsync(_balancer.Address);
        var checksum = await SendAndFinishAsync(client, 5_000, 1_000, seed);
        Assert.That(await client.ReceiveAllAsync(), Is.EqualTo(new Received(5_000, checksum, StreamEnd.Fin)));
    }
}
