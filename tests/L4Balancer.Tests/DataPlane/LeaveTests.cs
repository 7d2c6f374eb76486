using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A session that leaves its engine: its peers do not notice, nothing that it held there is left behind, and its new
/// owner can continue with every byte.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class LeaveTests(TestedEngine engine)
{
    [TestCase(SessionPhase.Preread)]
    [TestCase(SessionPhase.Waiting)]
    [TestCase(SessionPhase.Connecting)]
    public async Task A_client_without_a_backend_leaves_with_what_it_has_said(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        using var departed = await LeaveAsync(session);
        Assert.That(departed.Phase, Is.EqualTo(phase));
        Assert.That((departed.Server, departed.Relay), Is.EqualTo(((object?)null, (object?)null)));
        using var connection = new HandedConnection(departed.Client);

        // Bytes that the session had not read by then wait in the kernel.
        var said = System.Text.Encoding.ASCII.GetString(departed.Preread.Span);
        var expected = phase == SessionPhase.Preread ? "no line yet" : "";
        said += await connection.Socket.ReadAsync(expected.Length - said.Length);
        Assert.That(said, Is.EqualTo(expected));
        await session.Client.SendAsync("more");
        Assert.That(await connection.Socket.ReadAsync(4), Is.EqualTo("more"));
        await connection.Socket.SendAsync("answer");
        Assert.That(await session.Client.ReadAsync(6), Is.EqualTo("answer"));
        await NothingEndedAsync(session, others: phase == SessionPhase.Waiting ? 1 : 0);
    }

    [TestCase(SessionPhase.Relaying)]
    [TestCase(SessionPhase.HalfClosed)]
    public async Task A_session_leaves_with_both_of_its_connections(SessionPhase phase)
    {
        await using var session = await SessionInPhase.StartAsync(engine, phase);
        using var departed = await LeaveAsync(session);
        Assert.That(departed.Phase, Is.EqualTo(phase));
        Assert.That(departed.Relay!.Ending.HasBegun, Is.EqualTo(phase == SessionPhase.HalfClosed));
        Assert.That(departed.Account.Terms.Backend, Is.EqualTo(session.Backend));
        using var client = new HandedConnection(departed.Client);
        using var server = new HandedConnection(departed.Server!);
        await session.Server!.SendAsync("down");
        Assert.That(await server.Socket.ReadAsync(4), Is.EqualTo("down"));
        await client.Socket.SendAsync("down");
        Assert.That(await session.Client.ReadAsync(4), Is.EqualTo("down"));
        await NothingEndedAsync(session, others: 0);
    }

    [Test]
    public async Task No_byte_is_lost_or_repeated_when_a_session_leaves_in_the_middle_of_a_transfer()
    {
        const int Bytes = 24 * 1024 * 1024;
        await using var session = await SessionInPhase.StartAsync(engine, SessionPhase.Relaying);
        var sent = Traffic(Bytes);
        var sending = SendAllAsync(session.Client, sent);

        // The backend reads nothing, so the session holds bytes when it leaves.
        await Eventually.GetAsync(
            "bytes move", Loopback.Patience,
            () => session.Balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            seen => seen.Sessions.Single().BytesUploaded > 512 * 1024);
        using var departed = await LeaveAsync(session);
        using var client = new HandedConnection(departed.Client);
        using var server = new HandedConnection(departed.Server!);
        var received = ReceiveAllAsync(session.Server!, Bytes);
        await SendAllAsync(server.Socket, departed.Relay!.Upload.Held);

        // One more byte than was sent here: the session was opened with a ping.
        await PassOnAsync(client.Socket, server.Socket, 1 + Bytes - departed.Relay.Upload.Bytes);
        await sending;
        Assert.That((await received).AsSpan().SequenceEqual(sent), Is.True);
        await NothingEndedAsync(session, others: 0);
    }

    [Test]
    public async Task A_session_that_has_ended_does_not_leave()
    {
        await using var session = await SessionInPhase.StartAsync(engine, SessionPhase.Relaying);
        session.Client.Reset();
        await session.Balancer.EndedAsync(CloseReason.ClientReset);
        Assert.That(await Engine(session).LeaveAsync(session.Id, Loopback.Deadline), Is.Null);
    }

    private static IEngineHandover Engine(SessionInPhase session) =>
        (IEngineHandover)session.Balancer.Balancer.Engine;

    private static async Task<DepartedSession> LeaveAsync(SessionInPhase session) =>
        await Engine(session).LeaveAsync(session.Id, Loopback.Deadline) ?? throw new AssertionException("It is gone.");

    private static async Task NothingEndedAsync(SessionInPhase session, int others)
    {
        await session.NothingLeftAsync();
        await Eventually.HoldsAsync(
            () => session.Balancer.Counters.EndedTotal == others,
            () => $"{others} sessions ended, not {session.Balancer.Counters.EndedTotal}");
        Assert.That(
            await session.Balancer.Balancer.DrainAsync(Loopback.Patience, CancellationToken.None), Is.Zero);
    }

    private static byte[] Traffic(int bytes)
    {
        var traffic = new byte[bytes];
        new Random(Seeds.Next()).NextBytes(traffic);
        return traffic;
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, Loopback.DeadlineFor(1L << 30))..];
    }

    private static async Task<byte[]> ReceiveAllAsync(Socket socket, int count)
    {
        var received = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await socket.ReceiveAsync(received.AsMemory(at), Loopback.DeadlineFor(1L << 30));
            if (read == 0) throw new AssertionException($"The end came after {at} of {count} bytes.");
            at += read;
        }

        return received;
    }

    private static async Task PassOnAsync(Socket from, Socket to, long count)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await from.ReceiveAsync(buffer, Loopback.DeadlineFor(1L << 30));
            if (read == 0) throw new AssertionException($"The end came with {count} bytes to go.");
            await SendAllAsync(to, buffer.AsMemory(0, read));
            count -= read;
        }
    }
}
