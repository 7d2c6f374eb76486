using System.Collections.Concurrent;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// Sessions of a real Redis that are silent for long and no sign of a hang: subscribers, and pops that block.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class SilentRedisTests
{
    private const int PerServer = 6;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1.5);

    /// <summary>Longer than a server pauses on a busy machine, and much shorter than the test is silent.</summary>
    private static readonly TimeSpan MinSilence = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<Notice> _notices = new();
    private RedisServer[] _servers = [];

    private static IEnumerable<TestCaseData> Cases() =>
        from engine in new[] { TestedEngine.Native, TestedEngine.Portable }
        from isBusy in new[] { true, false }
        select new TestCaseData(engine, isBusy);

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await RedisServer.StartAsync(2);

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    /// <param name="isBusy">Whether other clients are served meanwhile.</param>
    [TestCaseSource(nameof(Cases))]
    public async Task Subscribers_and_blocked_pops_make_nobody_suspected(TestedEngine engine, bool isBusy)
    {
        _notices.Clear();
        await using var balancer = await StartAsync(engine);
        var port = balancer.Address.Port;
        for (var i = 0; i < 40; i++) await RedisLoad.SessionAsync(port);
        var silent = new List<RedisConnection>();
        for (var i = 0; i < PerServer * _servers.Length * 2; i++)
        {
            silent.Add(await RedisConnection.OpenAsync("127.0.0.1", port));

            // One after the other, or two loops may take turns in another order, and one server gets five pops.
            await silent[^1].AskAsync("PING");
            if (i < PerServer * _servers.Length) await silent[^1].SendAsync("SUBSCRIBE", "news");
            else await silent[^1].SendAsync("BLPOP", "nothing", "60");
        }

        var waiting = balancer.Pool.Set.All.Select(backend => backend.Counters.Signals);
        await Eventually.HoldsAsync(
            () => waiting.All(signals => signals.Waiting >= PerServer),
            () => $"every server has blocked pops: {string.Join(", ", waiting.Select(signals => signals.Waiting))}");
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Watched)
        {
            if (isBusy) await RedisLoad.SessionAsync(port);
            else await Task.Delay(10);
        }

        Assert.That(_notices.OfType<BackendSuspected>(), Is.Empty);
        foreach (var connection in silent) connection.Dispose();
    }

    private Task<RunningBalancer> StartAsync(TestedEngine engine) => RunningBalancer.StartAsync(
        engine, _servers.Select(server => NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port)),
        pool => pool with
        {
            Policy = PolicyKind.RoundRobin,
            Hung = new HungConfig { MinSilence = MinSilence },
        },
        options: options => options with { Logs = NullLoggerFactory.Instance },
        onNotice: (notice, _) => _notices.Enqueue(notice));
}
