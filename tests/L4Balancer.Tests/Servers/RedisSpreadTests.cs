using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>Clients of a real Redis reach the backends through the daemon according to the policy.</summary>
[TestFixture, NonParallelizable]
internal sealed class RedisSpreadTests
{
    private RedisServer[] _servers = [];

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await RedisServer.StartAsync(3);

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCase("round-robin", new[] { 1, 1, 1 }, new[] { 20, 20, 20 })]
    [TestCase("round-robin", new[] { 2, 1, 1 }, new[] { 30, 15, 15 })]
    [TestCase("first", new[] { 1, 1, 1 }, new[] { 60, 0, 0 })]
    public async Task Sixty_sessions_are_distributed_exactly_by_the_policy(string policy, int[] weights, int[] expected)
    {
        await using var daemon = await DaemonProcess.StartAsync(Config(policy, weights));
        await ForgetConnectionsAsync();
        for (var i = 0; i < 60; i++) await RedisLoad.SessionAsync(daemon.Port);
        Assert.That(await ReceivedAsync(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Source_hash_sends_all_sessions_of_one_client_to_one_backend()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("source-hash", [1, 1, 1]));
        await ForgetConnectionsAsync();
        for (var i = 0; i < 60; i++) await RedisLoad.SessionAsync(daemon.Port);
        Assert.That(await ReceivedAsync(), Is.EquivalentTo(new[] { 60, 0, 0 }));
    }

    [TestCase("power-of-two")]
    [TestCase("least-connections")]
    [TestCase("random")]
    public async Task The_other_policies_use_every_backend(string policy)
    {
        await using var daemon = await DaemonProcess.StartAsync(Config(policy, [1, 1, 1]));
        await ForgetConnectionsAsync();
        for (var i = 0; i < 60; i++) await RedisLoad.SessionAsync(daemon.Port);
        var received = await ReceivedAsync();

        // Of 60 fair draws among three, fewer than 4 for one of them happens once in ten million runs.
        Assert.That(received.Sum(), Is.EqualTo(60));
        Assert.That(received, Is.All.GreaterThanOrEqualTo(4));
    }

    [Test]
    public async Task Least_connections_levels_sessions_that_stay_open()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("least-connections", [2, 1, 1]));
        await ForgetConnectionsAsync();
        var open = new List<RedisConnection>();
        for (var i = 0; i < 40; i++)
        {
            open.Add(await RedisConnection.OpenAsync("127.0.0.1", daemon.Port));
            await open[^1].AskAsync("PING");
        }

        Assert.That(await ReceivedAsync(), Is.EqualTo(new[] { 20, 10, 10 }));
        foreach (var connection in open) connection.Dispose();
    }

    [Test]
    public async Task Probes_are_not_among_the_connections_that_servers_count()
    {
        const string Health = "interval: 100ms, timeout: 5s";
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", [1, 1, 1], Health));
        var seen = await Standstill.RepeatAsync(
            async () =>
            {
                await ForgetConnectionsAsync();
                await Task.Delay(TimeSpan.FromSeconds(1)); // 10 probes of each.
                return (await ReceivedAsync()).Sum();
            },
            seen => seen == 0);
        Assert.That(seen, Is.Zero);
    }

    [Test]
    public async Task Redis_cli_gets_the_answers_of_a_backend()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("round-robin", [1, 1, 1]));
        for (var i = 0; i < 3; i++)
        {
            var result = await Command.RunAsync("redis-cli", "-p", $"{daemon.Port}", "INFO", "server");
            Assert.That(result.OrThrow().Output, Does.Contain($"tcp_port:{_servers[i].Port}"));
        }
    }

    [Test]
    public async Task Redis_benchmark_runs_through_the_balancer_without_an_error()
    {
        await using var daemon = await DaemonProcess.StartAsync(Config("least-connections", [1, 1, 1]));
        var result = await Command.RunAsync(
            "redis-benchmark", "-p", $"{daemon.Port}", "-c", "20", "-n", "5000", "-t", "set,get,lrange_100",
            "-d", "1000", "--csv");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("\"GET\"").And.Contain("\"LRANGE_100 (first 100 elements)\""));
        Assert.That(result.Errors + result.Output, Does.Not.Contain("Error").IgnoreCase);
    }

    /// <summary>
    /// Servers do not see probes, unless the machine stops a daemon for the 200 ms after which the kernel acknowledges;
    /// so the sessions are counted without.
    /// </summary>
    private string Config(string policy, int[] weights, string health = "type: none") => $$"""
        listeners:
          redis:
            bind: 127.0.0.1:0
            policy: {{policy}}
            health: { {{health}} }
            backends: [{{string.Join(", ", _servers.Zip(weights, Backend))}}]
        """;

    private static string Backend(RedisServer server, int weight) =>
        $"{{ address: {server.Address}, weight: {weight} }}";

    private Task ForgetConnectionsAsync() => Task.WhenAll(_servers.Select(s => s.ForgetConnectionsAsync()));

    private async Task<long[]> ReceivedAsync()
    {
        var received = new long[_servers.Length];
        for (var i = 0; i < received.Length; i++) received[i] = await _servers[i].ConnectionsReceivedAsync();
        return received;
    }
}
