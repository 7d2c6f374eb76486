using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Rates;

/// <summary>
/// `rate-limit` through the balancer. What a limit allows is never exceeded. That it is reached, and shared evenly,
/// shows on an idle machine only: it is printed here, and <see cref="DirectionRateTests"/> requires it in virtual time.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RateLimitTests(TestedEngine engine) : BackendFixture
{
    private const int Rate = 8 * 1024 * 1024;

    /// <summary>And the turn that was taken last.</summary>
    private const int Burst = Rate / 1000 * (Limits.RateBurstMilliseconds + Limits.RateQuantumMilliseconds);

    [Test]
    public async Task One_session_moves_its_limit([Values] bool download)
    {
        await using var balancer = await StartAsync(limit => limit with { Session = Both(Rate) });
        using var session = await balancer.OpenAsync(Backend);
        await MoveAsync([session], download);
    }

    [Test]
    public async Task Ten_sessions_share_the_limit_of_their_listener([Values] bool download)
    {
        await using var balancer = await StartAsync(limit => limit with { Listener = Both(Rate) });
        await ShareAsync(balancer, download);
    }

    [Test]
    public async Task Ten_sessions_of_a_source_share_its_limit()
    {
        await using var balancer = await StartAsync(limit => limit with { Source = Both(Rate) });
        await ShareAsync(balancer, download: true);
    }

    [Test]
    public async Task Sessions_that_said_little_have_nothing_saved_up()
    {
        const int Sessions = 60, Limit = 64 * 1024;
        await using var balancer = await StartAsync(
            limit => limit with { Listener = new ByteRateConfig { Upload = Limit } });
        var sessions = new List<RelayedSession>();
        while (sessions.Count < Sessions)
        {
            sessions.Add(await balancer.OpenAsync(Backend));
            await sessions[^1].PingAsync();
        }

        var began = TimeProvider.System.GetTimestamp();
        foreach (var session in sessions) await session.Client.SendAsync(new string('x', 2000));
        foreach (var session in sessions) await session.Server.ReadAsync(2000);
        var burst = Limits.RateBurstBytesMin + Limits.RateQuantumBytesMin;
        var least = (Sessions * 2000.0 - burst) / Limit;
        Assert.That(TimeProvider.System.GetElapsedTime(began).TotalSeconds, Is.GreaterThan(least));
        sessions.ForEach(session => session.Dispose());
    }

    [Test]
    public async Task A_direction_without_a_limit_has_none()
    {
        await using var balancer = await StartAsync(
            limit => limit with { Session = new ByteRateConfig { Upload = 1024 } });
        using var session = await balancer.OpenAsync(Backend);
        var sending = SendAsync(session.Server, 16 * 1024 * 1024);
        Assert.That(await session.Client.ReceiveAllAsync(), Is.EqualTo(
            new Received(16 * 1024 * 1024, await sending, StreamEnd.Fin)));
    }

    [Test]
    public async Task No_byte_is_lost_or_repeated([Values] bool download)
    {
        await using var balancer = await StartAsync(limit => new RateLimitConfig
        {
            Session = Both(4 * Rate),
            Source = Both(4 * Rate),
            Listener = Both(4 * Rate),
        });
        using var session = await balancer.OpenAsync(Backend);
        var (from, to) = download ? (session.Server, session.Client) : (session.Client, session.Server);
        var sending = SendAsync(from, 12_345_678);
        var received = await to.ReceiveAllAsync();
        Assert.That(received, Is.EqualTo(new Received(12_345_678, await sending, StreamEnd.Fin)));
    }

    [Test]
    public async Task A_session_that_waits_for_tokens_is_not_idle()
    {
        // The burst takes no time, and each 2 KiB after it two seconds. The time is moved only by this test: a slow
        // machine makes no session idle.
        var (time, idle) = (new ManualTime(), TimeSpan.FromMilliseconds(300));
        time.Advance(TimeSpan.FromHours(1)); // At the beginning of time, no burst has been saved up.
        await using var balancer = await StartAsync(
            limit => limit with { Session = Both(1024) },
            pool => pool with { Timeouts = pool.Timeouts with { ClientIdle = idle, ServerIdle = idle } }, time);
        using var session = await balancer.OpenAsync(Backend);
        var sent = await SendAsync(session.Client, 70_000);
        var moved = 0;
        var receiving = session.Server.ReceiveAllAsync(onReceived: bytes => Interlocked.Add(ref moved, bytes));
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref moved) >= Limits.RateBurstBytesMin, () => "the burst is over");
        while (!receiving.IsCompleted) await balancer.PassAsync(time, idle / 3);
        Assert.That(await receiving, Is.EqualTo(new Received(70_000, sent, StreamEnd.Fin)));
    }

    [Test]
    public async Task Ends_are_passed_on_by_a_throttled_session_and_nothing_is_left()
    {
        await using var balancer = await StartAsync(
            limit => new RateLimitConfig { Session = Both(64_000), Source = Both(65_000), Listener = Both(66_000) });
        for (var i = 0; i < 3; i++)
        {
            using var session = await balancer.OpenAsync(Backend);
            await session.Client.SendAsync(new byte[100_000], Loopback.Deadline);
            await session.Server.ReadAsync(64 * 1024);
            if (i == 0) session.Server.Reset();
            else session.Client.Reset();
        }

        await Eventually.HoldsAsync(() => balancer.Counters.EndedTotal == 3, () => "all have ended");
        await balancer.NothingLeftAsync();
    }

    private static ByteRateConfig Both(int rate) => new() { Upload = rate, Download = rate };

    private static Task<string> SendAsync(Socket socket, int bytes) => Task.Run(async () =>
    {
        var sum = await socket.SendRandomAsync(bytes, 100_000, seed: 1);
        socket.Shutdown(SocketShutdown.Send);
        return sum;
    });

    private async Task ShareAsync(RunningBalancer balancer, bool download)
    {
        var sessions = new List<RelayedSession>();
        for (var i = 0; i < 10; i++) sessions.Add(await balancer.OpenAsync(Backend));
        await MoveAsync(sessions, download);
        foreach (var session in sessions) session.Dispose();
    }

    /// <summary>
    /// Moves as much as goes, and judges what no load of the machine can change: no more than the burst and the limit
    /// since before the first byte, and something for each session.
    /// </summary>
    private static async Task MoveAsync(List<RelayedSession> sessions, bool download)
    {
        using var stop = new CancellationTokenSource(Loopback.Patience);
        var moved = new long[sessions.Count];
        var work = new List<Task>();
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < sessions.Count; i++)
        {
            var (session, number) = (sessions[i], i);
            var (from, to) = download ? (session.Server, session.Client) : (session.Client, session.Server);
            to.ReceiveBufferSize = 64 * 1024;
            work.Add(MoveAsync(() => from.SendAsync(new byte[64 * 1024], stop.Token)));
            var buffer = new byte[64 * 1024];
            work.Add(MoveAsync(async () =>
                Interlocked.Add(ref moved[number], await to.ReceiveAsync(buffer, stop.Token))));
        }

        await Task.Delay(1500);
        await Eventually.HoldsAsync(
            () => moved.Select((_, i) => Volatile.Read(ref moved[i])).All(bytes => bytes > 0),
            () => $"each session has its turns: {string.Join(", ", moved)}");
        var sum = moved.Select((_, i) => Volatile.Read(ref moved[i])).Sum();
        var allowed = Burst + Rate * TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(work);
        TestContext.Out.WriteLine(
            $"{sum / allowed:P1} of what is allowed; shares: {moved.Min() / moved.Average():P0} to "
            + $"{moved.Max() / moved.Average():P0} of the mean");
        Assert.That(sum, Is.LessThanOrEqualTo(allowed));
    }

    private static async Task MoveAsync<T>(Func<ValueTask<T>> move)
    {
        try
        {
            while (true) await move();
        }
        catch (OperationCanceledException)
        {
            // Measured.
        }
    }

    private Task<RunningBalancer> StartAsync(
        Func<RateLimitConfig, RateLimitConfig> limit, Func<PoolConfig, PoolConfig>? pool = null,
        ManualTime? time = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], pool,
            listener => listener with { RateLimit = limit(new RateLimitConfig()) },
            options: o => o with { Time = time ?? o.Time });
}
