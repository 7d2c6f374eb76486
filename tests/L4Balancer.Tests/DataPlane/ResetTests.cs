using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// RST from either side, at every stage of a session: it reaches the other side as RST, after every byte that came
/// before it.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ResetTests(TestedEngine engine) : OneBackendFixture(engine)
{
    private const int Bulk = 1024 * 1024;

    [TearDown]
    public Task NothingIsLeftAsync() => Running.NothingLeftAsync();

    [Test]
    public async Task A_reset_right_after_the_connect_is_a_reset_too([Values] bool ofTheClient)
    {
        using var session = await Running.OpenAsync(Backend);
        (ofTheClient ? session.Client : session.Server).Reset();
        var (bytes, end) = await (ofTheClient ? session.Server : session.Client).ReadToEndAsync();
        Assert.That((bytes.Length, end), Is.EqualTo((0, StreamEnd.Reset)));

        // The reset may arrive before the balancer has learned that its connect succeeded.
        CloseReason[] reasons = ofTheClient
            ? [CloseReason.ClientReset, CloseReason.ClientGone]
            : [CloseReason.BackendReset, CloseReason.RefusedConnectFailed];
        await Eventually.HoldsAsync(() => reasons.Sum(Running.Counters.Ended) == 1,
            () => "the session ended for the reset");
    }

    [Test]
    public async Task A_reset_of_an_idle_side_reaches_the_other([Values] bool ofTheClient)
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        (ofTheClient ? session.Client : session.Server).Reset();
        var (bytes, end) = await (ofTheClient ? session.Server : session.Client).ReadToEndAsync();
        Assert.That((bytes.Length, end), Is.EqualTo((0, StreamEnd.Reset)));
        await Running.EndedAsync(ofTheClient ? CloseReason.ClientReset : CloseReason.BackendReset);
    }

    [Test]
    public async Task What_a_client_sent_before_its_reset_reaches_a_slow_backend()
    {
        using var session = await Running.OpenAsync(Backend);
        var sent = SendAndResetAsync(session.Client);
        var received = await session.Server.ReceiveAllAsync(chunkMax: 3000);
        Assert.That(received, Is.EqualTo(new Received(Bulk, await sent, StreamEnd.Reset)));
        await Running.EndedAsync(CloseReason.ClientReset);
    }

    [Test]
    public async Task What_a_backend_sent_before_its_reset_reaches_a_slow_client()
    {
        using var session = await Running.OpenAsync(Backend);
        var sent = SendAndResetAsync(session.Server);
        var received = await session.Client.ReceiveAllAsync(chunkMax: 3000);
        Assert.That(received, Is.EqualTo(new Received(Bulk, await sent, StreamEnd.Reset)));
        await Running.EndedAsync(CloseReason.BackendReset);
    }

    [Test]
    public async Task A_backend_that_goes_on_sending_is_told_of_the_reset_of_its_client()
    {
        using var session = await Running.OpenAsync(Backend);
        var sending = SendUntilItFailsAsync(session.Server);
        await session.Client.ReadAsync(100_000);
        session.Client.Reset();
        Assert.That(await sending, Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        await Running.EndedAsync(CloseReason.ClientReset);
    }

    [Test]
    public async Task A_client_that_goes_on_sending_is_told_of_the_reset_of_its_backend()
    {
        using var session = await Running.OpenAsync(Backend);
        var sending = SendUntilItFailsAsync(session.Client);
        await session.Server.ReadAsync(100_000);
        session.Server.Reset();
        Assert.That(await sending, Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        await Running.EndedAsync(CloseReason.BackendReset);
    }

    [Test]
    public async Task A_backend_that_goes_on_sending_to_a_client_that_closed_gets_a_reset()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        session.Client.Dispose();
        Assert.That(await session.Server.ReceiveAllAsync(), Has.Property(nameof(Received.End)).EqualTo(StreamEnd.Fin));
        Assert.That(
            await SendUntilItFailsAsync(session.Server),
            Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        await Running.EndedAsync(CloseReason.ClientReset);
    }

    [Test]
    public async Task A_client_that_goes_on_sending_to_a_backend_that_closed_gets_its_last_words_and_then_a_reset()
    {
        using var session = await Running.OpenAsync(Backend);
        await session.PingAsync();
        await session.Server.SendAsync("last words");
        session.Server.Dispose();
        Assert.That(await session.Client.ReadAsync(10), Is.EqualTo("last words"));
        Assert.That(
            await SendUntilItFailsAsync(session.Client),
            Is.EqualTo(SocketError.ConnectionReset).Or.EqualTo(SocketError.Shutdown));
        await Running.EndedAsync(CloseReason.BackendReset);
    }

    [Test]
    [Repeat(100)]
    public async Task A_reset_in_the_middle_of_traffic_both_ways_is_never_taken_for_an_orderly_end(
        [Values] bool ofTheClient)
    {
        using var session = await Running.OpenAsync(Backend);
        var (dying, other) = ofTheClient ? (session.Client, session.Server) : (session.Server, session.Client);
        var sending = SendUntilItFailsAsync(other);
        var receiving = other.ReceiveAllAsync();
        await dying.SendAsync("something");
        await dying.ReadAsync(1000);
        dying.Reset();

        // The sender may be the one that gets the error; then the reader sees the end of a connection that is already
        // broken.
        await sending;
        await receiving;
        await Running.NothingLeftAsync();
        Assert.That(Running.Counters.Ended(CloseReason.ClientClosed)
            + Running.Counters.Ended(CloseReason.BackendClosed), Is.Zero);
    }

    [Test]
    [Repeat(100)]
    public async Task A_reset_while_the_other_side_only_reads_arrives_as_a_reset([Values] bool ofTheClient)
    {
        using var session = await Running.OpenAsync(Backend);
        var (dying, other) = ofTheClient ? (session.Client, session.Server) : (session.Server, session.Client);

        // The balancer is in the middle of writing to the side that dies, and the write may be the call that gets the
        // error.
        var sending = other.SendAsync(new byte[2_000_000], Loopback.Deadline);
        await dying.ReadAsync(500_000);
        await sending;
        dying.Reset();
        Assert.That((await other.ReceiveAllAsync()).End, Is.EqualTo(StreamEnd.Reset));
    }

    private static async Task<string> SendAndResetAsync(Socket socket)
    {
        var checksum = await socket.SendRandomAsync(Bulk, 10_000, seed: 1);
        await socket.FlushedAsync();
        socket.Reset();
        return checksum;
    }

    private static async Task<SocketError> SendUntilItFailsAsync(Socket socket)
    {
        var buffer = new byte[10_000];
        var deadline = Loopback.Deadline;
        try
        {
            while (true) await socket.SendAsync(buffer, deadline);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
