using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A side that takes nothing while bytes wait for it: it lives as long as its kernel answers, unless `stalled` says
/// otherwise. That a dead one is found is in <see cref="ScarcityTests"/>, where packets can be lost.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SlowPeerTests(TestedEngine engine) : BackendFixture
{
    private const int Sent = 24 * 1024 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The balancer has half of the user timeout to see the pause: it must be long enough for a machine that stops.
    /// </summary>
    [Test]
    [Platform("Linux")]
    public async Task A_side_that_pauses_longer_than_the_user_timeout_gets_everything_later()
    {
        await using var balancer = await StartAsync(userTimeout: 6 * Second, stalled: TimeSpan.Zero);
        using var download = await balancer.OpenAsync(Backend);
        using var upload = await balancer.OpenAsync(Backend);
        download.Client.FixBuffers();
        upload.Server.FixBuffers();
        var (down, up) = (SendAsync(download.Server), SendAsync(upload.Client));
        await PausedAsync(balancer, 6.5 * Second);
        var received = await Task.WhenAll(download.Client.ReceiveAllAsync(), upload.Server.ReceiveAllAsync());
        Assert.That(received[0], Is.EqualTo(new Received(Sent, await down, StreamEnd.Fin)));
        Assert.That(received[1], Is.EqualTo(new Received(Sent, await up, StreamEnd.Fin)));
        Assert.That(balancer.Counters.EndedTotal, Is.Zero);
    }

    [Test]
    public async Task A_side_that_takes_nothing_for_the_stalled_timeout_is_ended([Values] bool download)
    {
        await using var balancer = await StartAsync(userTimeout: TimeSpan.FromMinutes(2), stalled: 0.5 * Second);
        using var session = await balancer.OpenAsync(Backend);
        var (sender, reader) = download ? (session.Server, session.Client) : (session.Client, session.Server);
        reader.FixBuffers();
        var sending = SendAsync(sender);
        await balancer.EndedAsync(download ? CloseReason.ClientStalled : CloseReason.BackendStalled);
        Assert.That(async () => await sending, Throws.InstanceOf<SocketException>());
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_slow_reader_and_a_silent_session_are_not_stalled()
    {
        // Moved only by this test, and never without a megabyte for the slow one: more than its buffers hold.
        var time = new ManualTime();
        await using var balancer = await StartAsync(userTimeout: TimeSpan.Zero, stalled: Second, time);
        using var silent = await balancer.OpenAsync(Backend);
        using var slow = await balancer.OpenAsync(Backend);
        using var stalled = await balancer.OpenAsync(Backend);
        slow.Client.FixBuffers();
        stalled.Client.FixBuffers();
        var sending = Task.WhenAll(SendAsync(slow.Server, 8 * Sent), SendAsync(stalled.Server));
        while (balancer.Counters.EndedTotal == 0)
        {
            await slow.Client.ReadAsync(1024 * 1024);
            await balancer.PassAsync(time, 0.1 * Second);
        }

        await silent.PingAsync();
        Assert.That(balancer.Counters.Ended(CloseReason.ClientStalled), Is.EqualTo(1), "The stalled one.");
        Assert.That(balancer.Counters.EndedTotal, Is.EqualTo(1));
        slow.Client.Reset();
        Assert.That(async () => await sending, Throws.InstanceOf<SocketException>());
    }

    private static Task<string> SendAsync(Socket socket, int bytes = Sent) => Task.Run(async () =>
    {
        var sum = await socket.SendRandomAsync(bytes, 100_000, seed: 1);
        socket.Shutdown(SocketShutdown.Send);
        return sum;
    });

    /// <summary>Waits until the client of one session, and the backend of another, have paused for so long.</summary>
    private static Task<long> PausedAsync(RunningBalancer balancer, TimeSpan time) =>
        Eventually.GetAsync(
            $"both sides have paused for {time}", Loopback.Patience,
            async () =>
            {
                var list = await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
                Assert.That(list.Sessions, Has.Count.EqualTo(2));
                return Math.Min(
                    list.Sessions.Max(session => session.ClientPaused),
                    list.Sessions.Max(session => session.BackendPaused));
            },
            paused => paused >= time.TotalMilliseconds);

    private Task<RunningBalancer> StartAsync(
        TimeSpan userTimeout, TimeSpan stalled, ManualTime? time = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            pool => pool with
            {
                Timeouts = pool.Timeouts with { Stalled = stalled },
                Tcp = pool.Tcp with { UserTimeout = userTimeout },
            },
            options: o => o with { Time = time ?? o.Time });
}
