using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// Successful probes with <c>send</c> and <c>expect</c>, as in docs/health.md, and what real servers log about them:
/// nothing.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class QuietProbeTests
{
    private const int Probes = 20;

    /// <summary>A StartupMessage for a user, answered with an authentication request; unread bytes follow it.</summary>
    private static readonly HealthConfig AsksPostgres =
        Asks("\0\0\0\u0017\0\u0003\0\0user\0postgres\0\0", "R");

    private static readonly HealthConfig AsksRedis = Asks("PING\r\n", "+PONG");

    [Test]
    public async Task PostgreSQL_logs_nothing([Values] EngineKind engine)
    {
        await using var server = (await PostgresServer.StartAsync(1))[0];
        await AssertQuietAsync(server, AsksPostgres, engine);
    }

    [Test]
    public async Task Redis_logs_nothing_even_where_it_logs_every_reset([Values] EngineKind engine)
    {
        await using var server = new RedisServer();
        Needs.Programs("redis-server");
        await server.StartAsync();
        using (var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port))
            await connection.AskAsync("CONFIG", "SET", "loglevel", "verbose");
        await AssertQuietAsync(server, AsksRedis, engine, "reset by peer");
    }

    /// <param name="line">Text that no line may contain; the empty text is in every line.</param>
    private static async Task AssertQuietAsync(
        RealServer server, HealthConfig health, EngineKind engine, string line = "")
    {
        var address = NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port);

        // Its last line of the start may not have been read yet.
        await Eventually.HoldsAsync(
            () => server.Log.Any(l => l.Contains("eady to accept connections", StringComparison.Ordinal)),
            () => "the server says that it is ready");
        var before = server.Log.Length;
        await using (var running = await RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive), [address], pool => pool with { Health = health }))
        {
            await Eventually.HoldsAsync(() => GoodProbes(running) >= Probes, () => $"{Probes} good probes");
        }

        Assert.That(server.Log.Skip(before).Where(l => l.Contains(line)), Is.Empty);
    }

    private static long GoodProbes(RunningBalancer running)
    {
        var state = running.Balancer.State;
        var tally = state.ProbesOf(state.Pools[0], state.Pools[0].Backends[0]);
        Assert.That(tally?.Bad ?? 0, Is.Zero, tally?.Last.Cause);
        return tally?.Good ?? 0;
    }

    private static HealthConfig Asks(string send, string expect) => new()
    {
        Send = ProbeBytes.FromText(send),
        Expect = ProbeBytes.FromText(expect),
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromSeconds(10),
    };
}
