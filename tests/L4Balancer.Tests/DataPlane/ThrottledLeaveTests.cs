using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>A session leaves its engine while its `rate-limit` makes a direction wait, and between two turns.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ThrottledLeaveTests(TestedEngine engine) : BackendFixture
{
    private const int Bytes = 400_000;

    [Test]
    public async Task A_session_leaves_while_it_waits_for_tokens([Values] bool download)
    {
        // After the burst, each turn of 2 KiB is two seconds away.
        await using var balancer = await StartAsync(1024);
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        await LeaveInTransferAsync(balancer, session, download, () => Eventually.GetAsync(
            "the burst is over", Loopback.Patience,
            async () => (await OnlyAsync(balancer)) is var seen && download ? seen.BytesDownloaded : seen.BytesUploaded,
            moved => moved >= Limits.RateBurstBytesMin));
        await NothingLeftAsync(balancer);
    }

    [Test]
    public async Task A_session_leaves_at_any_moment_between_two_turns()
    {
        var random = new Random(Seeds.Next());
        await using var balancer = await StartAsync(2 * 1024 * 1024);
        for (var round = 0; round < 16; round++)
        {
            using var session = await balancer.OpenAsync(Backend);
            await session.PingAsync();
            await LeaveInTransferAsync(
                balancer, session, download: round % 2 == 0, () => Task.Delay(random.Next(60)));
        }

        await NothingLeftAsync(balancer);
    }

    /// <summary>Many that share a limit may wait for minutes, and so does one whose limit is this low.</summary>
    [Test]
    public async Task A_session_that_is_ended_while_it_waits_for_tokens_is_gone_long_before_they_come()
    {
        await using var balancer = await StartAsync(16);
        using var session = await balancer.OpenAsync(Backend);
        await session.Client.SendAsync(new byte[2 * Limits.RateBurstBytesMin], Loopback.Deadline);
        await session.Server.ReadAsync(Limits.RateBurstBytesMin);
        balancer.Balancer.Engine.EndAllSessions(CloseReason.OperatorClosed);
        await balancer.EndedAsync(CloseReason.OperatorClosed);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    private static async Task LeaveInTransferAsync(
        RunningBalancer balancer, RelayedSession session, bool download, Func<Task> moment)
    {
        var (from, to) = download ? (session.Server, session.Client) : (session.Client, session.Server);
        var sending = from.SendRandomAsync(Bytes, 100_000, seed: 1);
        await moment();
        var id = (await OnlyAsync(balancer)).Id;
        using var departed = await ((IEngineHandover)balancer.Balancer.Engine).LeaveAsync(id, Loopback.Deadline)
            ?? throw new AssertionException("It is gone.");
        var relay = download ? departed.Relay!.Download : departed.Relay!.Upload;
        using var client = new HandedConnection(departed.Client);
        using var server = new HandedConnection(departed.Server!);
        var (source, target) = download ? (server.Socket, client.Socket) : (client.Socket, server.Socket);
        var receiving = to.ReceiveAllAsync();
        await target.SendAsync(relay.Held, Loopback.Deadline);

        // One more byte than was sent here: the session was opened with a ping.
        await PassOnAsync(source, target, 1 + Bytes - relay.Bytes);
        target.Shutdown(SocketShutdown.Send);
        Assert.That(await receiving, Is.EqualTo(new Received(Bytes, await sending, StreamEnd.Fin)));
    }

    private static async Task<SessionInfo> OnlyAsync(RunningBalancer balancer)
    {
        var list = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        return list.Sessions.Single();
    }

    private static async Task PassOnAsync(Socket from, Socket to, long count)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await from.ReceiveAsync(buffer, Loopback.Deadline);
            if (read == 0) throw new AssertionException($"The end came with {count} bytes to go.");
            await to.SendAsync(buffer.AsMemory(0, read), Loopback.Deadline);
            count -= read;
        }
    }

    private static async Task NothingLeftAsync(RunningBalancer balancer)
    {
        await balancer.NothingLeftAsync();
        Assert.That((balancer.Counters.EndedTotal, balancer.Counters.Bugs), Is.EqualTo((0L, 0L)));
        Assert.That(await balancer.Balancer.DrainAsync(Loopback.Patience, CancellationToken.None), Is.Zero);
    }

    private Task<RunningBalancer> StartAsync(int rate)
    {
        var both = new ByteRateConfig { Upload = rate, Download = rate };
        return RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], listener: listener => listener with
            {
                RateLimit = new RateLimitConfig { Session = both, Source = both, Listener = both },
            });
    }
}
