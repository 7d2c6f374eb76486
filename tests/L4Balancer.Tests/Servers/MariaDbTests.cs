using System.Globalization;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>Real clients of MariaDB through the daemon, while its servers die and its configuration changes.</summary>
[TestFixture, NonParallelizable]
internal sealed class MariaDbTests
{
    private MariaDbServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await MariaDbServer.StartAsync(3);

    [SetUp]
    public async Task EnsureServersRun()
    {
        foreach (var server in _servers) await server.EnsureRunningAsync();
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Test]
    public async Task A_transaction_survives_the_death_of_another_backend_and_reloads()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", weight: 1));
        await using var session = MariaDbClient.Start(daemon.Port);
        var holder = await session.AskAsync("BEGIN; INSERT INTO notes VALUES (1, 'held'); SELECT @@port;");
        var other = _servers.First(s => $"{s.Port}" != holder);

        var mark = daemon.Mark;
        await other.Kill9Async();
        await daemon.LogsAsync(EventIds.BackendDown, other.Address, mark);
        for (var weight = 2; weight <= 4; weight++) await daemon.ReloadAsync(Config("least-connections", weight));
        Assert.That(await session.AskAsync("SELECT text FROM notes WHERE id = 1;"), Is.EqualTo("held"));
        Assert.That(await session.AskAsync("COMMIT; SELECT @@port;"), Is.EqualTo(holder));

        var server = _servers.Single(s => $"{s.Port}" == holder);
        Assert.That(await server.AskAsRootAsync("SELECT text FROM test.notes WHERE id = 1"), Is.EqualTo("held"));
        await other.StartAgainAsync();
        await daemon.LogsAsync(EventIds.BackendUp, other.Address, mark);
    }

    /// <summary>Half of the clients sleep on the server, for longer than the silence that suspects it.</summary>
    [Test]
    public async Task Queries_that_sleep_make_no_server_suspected()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            Config("round-robin", weight: 1, "hung: { min-silence: 500ms }"));
        var awake = _servers.Select(_ => MariaDbClient.Start(daemon.Port)).ToArray();
        foreach (var client in awake) Assert.That(await client.AskAsync("SELECT 1;"), Is.EqualTo("1"));
        var sleeping = Enumerable.Range(0, 9)
            .Select(_ => MariaDbClient.RunAsync(daemon.Port, "SELECT SLEEP(1.5)")).ToArray();
        var all = Task.WhenAll(sleeping);
        await Task.WhenAll(awake.Select(client => AskUntilAsync(client, all)));
        Assert.That((await all).Select(result => result.ExitCode), Is.All.Zero);
        Assert.That(daemon.Logged(EventIds.BackendSuspected), Is.Empty);
        foreach (var client in awake) await client.DisposeAsync();
    }

    [Test]
    public async Task Mariadb_slap_runs_on_all_servers_through_the_balancer()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", weight: 1));
        var before = await SessionsOfAppAsync();
        var result = await Command.RunAsync(
            "mariadb-slap", "--no-defaults", "--host=127.0.0.1", "--protocol=tcp", $"--port={daemon.Port}",
            $"--user={MariaDbServer.User}", "--create-schema=test", "--no-drop", "--delimiter=;",
            "--query=SELECT SHA2(REPEAT('x', 10000), 256); SELECT COUNT(*) FROM notes",
            "--concurrency=6", "--number-of-queries=1200", "--detach=20", "--csv");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Errors, Is.Empty);

        // Six clients that reconnect every 20 queries: 60 sessions and a few others, distributed in turns.
        var sessions = (await SessionsOfAppAsync()).Zip(before, (after, b) => after - b).ToArray();
        Assert.That(sessions.Sum(), Is.GreaterThanOrEqualTo(60));
        var spread = $"Sessions per server: {string.Join(", ", sessions)}";
        Assert.That(sessions.Max() - sessions.Min(), Is.LessThanOrEqualTo(1), spread);
    }

    [Test]
    public async Task A_server_killed_under_load_is_hidden_from_new_clients()
    {
        await using var daemon = await DaemonProcess.StartAsync(
            Config("power-of-two", weight: 1), options: ["--log-level", "debug"]);
        var victim = _servers[2];
        await using var load = ShortSessions.Start(workers: 3, () => MariaDbClient.SelectAsync(daemon.Port));
        await KillUnderLoad.AssertHiddenAsync(
            daemon, load, victim, sessions: 25, async () => await SessionsOfAppAsync(victim) > 2);
    }

    [Test]
    public async Task The_backup_takes_over_from_a_dead_primary_and_fails_back_after_the_delay()
    {
        var (primary, backup) = (_servers[0], _servers[1]);
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              db:
                bind: 127.0.0.1:0
                policy: first
                on-down: reset
                failback-delay: 2s
                health: { interval: 200ms, timeout: 2s }
                backends: [{{primary.Address}}, { address: {{backup.Address}}, backup: true }]
            """);
        Assert.That(await MariaDbClient.PortAsync(daemon.Port), Is.EqualTo(primary.Port));

        await primary.Kill9Async();
        Assert.That(await MariaDbClient.PortAsync(daemon.Port), Is.EqualTo(backup.Port), "The client waits for it.");
        await daemon.LogsAsync(EventIds.FailedOver, "from tier 0 to tier 1");
        await using var onBackup = MariaDbClient.Start(daemon.Port);
        Assert.That(await onBackup.AskAsync("SELECT @@port;"), Is.EqualTo($"{backup.Port}"));

        await primary.StartAgainAsync();
        var up = TimeOf(await daemon.LogsAsync(EventIds.BackendUp, primary.Address));
        var back = TimeOf(await daemon.LogsAsync(EventIds.FailedBack, "from tier 1 to tier 0"));
        Assert.That(back - up, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(2) - ClockOfTheLog));
        Assert.That(await MariaDbClient.PortAsync(daemon.Port), Is.EqualTo(primary.Port));
        var portOfOld = await onBackup.AskAsync("SELECT @@port;");
        Assert.That(portOfOld, Is.EqualTo($"{backup.Port}"), "A failback ends no session.");
    }

    /// <summary>
    /// Log timestamps, in milliseconds, are taken when a line is written, not when the decision is made.
    /// </summary>
    private static readonly TimeSpan ClockOfTheLog = TimeSpan.FromMilliseconds(100);

    private static DateTime TimeOf(string logLine) =>
        DateTime.ParseExact(logLine[..23], "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private async Task<long[]> SessionsOfAppAsync()
    {
        var counts = new long[_servers.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = await SessionsOfAppAsync(_servers[i]);
        return counts;
    }

    /// <summary>
    /// Sessions from the balancer since the server started: all but those of root, including this one.
    /// </summary>
    private static async Task<long> SessionsOfAppAsync(MariaDbServer server)
    {
        var count = await server.AskAsRootAsync(
            "SELECT COALESCE(MAX(TOTAL_CONNECTIONS), 0) FROM information_schema.USER_STATISTICS WHERE USER = 'app'");
        return long.Parse(count, CultureInfo.InvariantCulture);
    }

    private static async Task AskUntilAsync(MariaDbClient client, Task end)
    {
        while (!end.IsCompleted) Assert.That(await client.AskAsync("SELECT 1;"), Is.EqualTo("1"));
    }

    private string Config(string policy, int weight, string more = "required: true") => $$"""
        listeners:
          db:
            bind: 127.0.0.1:0
            policy: {{policy}}
            {{more}}
            health: { interval: 200ms, timeout: 2s }
            backends:
              - { address: {{_servers[0].Address}}, weight: {{weight}} }
              - {{_servers[1].Address}}
              - {{_servers[2].Address}}
        """;
}
