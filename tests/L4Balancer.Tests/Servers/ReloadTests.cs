using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>Reloads of the daemon while clients of real servers work, without errors.</summary>
[TestFixture, NonParallelizable]
internal sealed class ReloadTests
{
    private const int LongSessions = 6;

    private RedisServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await RedisServer.StartAsync(4);

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Test]
    public async Task Ten_changed_configurations_under_load_disturb_no_session()
    {
        var configs = Configs();
        await using var daemon = await DaemonProcess.StartAsync(configs[0]);
        using var stop = new CancellationTokenSource();
        var counts = new int[LongSessions];
        var counting = Enumerable.Range(0, LongSessions)
            .Select(i => CountAsync(daemon.Port, counts, i, stop.Token)).ToArray();
        await using var load = RedisLoad.Start(workers: 4, daemon.Port);

        foreach (var config in configs[1..])
        {
            await daemon.ReloadAsync(config);
            await WorkAsync(load, counts);
        }

        var extra = daemon.Listener("extra");
        using (var connection = await RedisConnection.OpenAsync(extra.Host, extra.Port))
            Assert.That(await connection.AskAsync("PING"), Is.EqualTo("PONG"), "a listener that a reload added");

        await load.StopAsync();
        await stop.CancelAsync();
        await Task.WhenAll(counting);
        Assert.That(load.Failed, Is.Empty);
        Assert.That(daemon.Logged(EventIds.ReloadDone), Has.Length.EqualTo(10));
        Assert.That(daemon.Logged(EventIds.BackendRemoved), Is.Not.Empty);
        await TestContext.Out.WriteLineAsync($"{load.Served} short sessions, {2 * counts.Sum()} round trips.");
    }

    [Test]
    public async Task A_bad_file_changes_nothing_and_every_error_is_logged_with_its_place()
    {
        var good = Configs()[0];
        await using var daemon = await DaemonProcess.StartAsync(good);
        using var session = await RedisConnection.OpenAsync("127.0.0.1", daemon.Port);
        await session.AskAsync("PING");
        var bad = good.Replace("fall: 3", "fall: 0").Replace("policy:", "polcy:");
        await File.WriteAllTextAsync(daemon.ConfigPath, bad);
        daemon.Signal(Signal.Hangup);
        await daemon.LogsAsync(EventIds.ReloadRefused, "2 errors");

        var errors = daemon.Logged(EventIds.ConfigProblem);
        Assert.That(errors, Has.Length.EqualTo(2));
        Assert.That(errors[0], Does.Match($@"{daemon.ConfigPath}:6:5: pools\.redis\.polcy: .*policy"));
        Assert.That(errors[1], Does.Match($@"{daemon.ConfigPath}:7:\d+: pools\.redis\.health\.fall: "));
        Assert.That(await session.AskAsync("PING"), Is.EqualTo("PONG"));
        await RedisLoad.SessionAsync(daemon.Port);

        await daemon.ReloadAsync(good);
        await RedisLoad.SessionAsync(daemon.Port);
    }

    /// <summary>Waits until both kinds of sessions have worked under the current configuration.</summary>
    private static async Task WorkAsync(ShortSessions load, int[] counts)
    {
        int[] goals = [.. counts.Select(c => c + 10)];
        await load.ServesAsync(100);
        await Eventually.HoldsAsync(
            () => counts.Zip(goals).All(pair => pair.First >= pair.Second),
            () => $"all count on; they are at {string.Join(", ", counts)}");
    }

    /// <summary>
    /// One session that increments a counter in its backend and checks every answer. Its key is unique, so that its
    /// backend does not matter.
    /// </summary>
    private static async Task CountAsync(int port, int[] counts, int number, CancellationToken stop)
    {
        using var connection = await RedisConnection.OpenAsync("127.0.0.1", port);
        var key = $"counter-{number}";
        await connection.AskAsync("SET", key, "0");
        while (!stop.IsCancellationRequested)
        {
            var count = ++counts[number];
            Assert.That(await connection.AskAsync("INCR", key), Is.EqualTo($"{count}"));
            Assert.That(await connection.AskAsync("GET", key), Is.EqualTo($"{count}"));
            await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>The first one, and ten that each change something.</summary>
    private string[] Configs()
    {
        string[] a = [.. _servers.Select(s => s.Address)];
        var three = $"{a[0]}, {a[1]}, {a[2]}";
        const string Extra = "  extra: { bind: 127.0.0.2:0, pool: redis }\n";
        const string Timeouts = "    timeouts: { client-idle: 1m, server-idle: 1m }\n    retries: 1\n";
        const string Rest = "    slow-start: 1s\n    on-down: reset\n    tcp: { keepalive: false }\n";
        return
        [
            Config(three),
            Config($"{{ address: {a[0]}, weight: 5 }}, {a[1]}, {{ address: {a[2]}, weight: 2 }}"),
            Config(three, policy: "least-connections"),
            Config($"{{ address: {a[0]}, max-connections: 500 }}, {a[1]}, {a[2]}", limit: 1000),
            Config($"{three}, {a[3]}"),
            Config($"{a[1]}, {a[2]}, {a[3]}"),
            Config($"{a[1]}, {a[2]}, {a[3]}", more: Timeouts),
            Config($"{a[1]}, {a[2]}, {a[3]}", listeners: Extra),
            Config(three, policy: "source-hash", listeners: Extra),
            Config(three, policy: "random", listeners: Extra, more: Rest),
            Config($"{a[0]}, {{ address: {a[1]}, backup: true }}", policy: "first", listeners: Extra),
        ];
    }

    private static string Config(
        string backends, string policy = "round-robin", int limit = 0, string listeners = "", string more = "") =>
        $$"""
        listeners:
          redis: { bind: 127.0.0.1:0, pool: redis, max-connections: {{limit}} }
        {{listeners}}
        pools:
          redis:
            policy: {{policy}}
            health: { interval: 200ms, timeout: 2s, fall: 3 }
        {{more}}
            backends: [{{backends}}]
        """;
}
