using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;
using StackExchange.Redis;

namespace L4Balancer.Tests.Servers.SwitchOvers;

/// <summary>StackExchange.Redis, which multiplexes one connection, through a switch-over of two real servers.</summary>
[TestFixture, NonParallelizable]
internal sealed class StackExchangeRedisTests
{
    private RedisServer[] _servers = [];

    [SetUp]
    public async Task StartAsync()
    {
        _servers = await RedisServer.StartAsync(2);
        await AskAsync(_servers[1], "REPLICAOF", "127.0.0.1", $"{_servers[0].Port}");
        await InfoAsync(_servers[1], "master_link_status:up");
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCase(EngineKind.Native), TestCase(EngineKind.Portable)]
    public async Task The_connection_follows_the_primary_and_no_write_is_lost(EngineKind engine)
    {
        await using var balancer = await PrimaryPool.StartAsync(
            engine, [.. _servers.Select(s => s.Port)], new HealthConfig { Type = ProbeKind.Redis });
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", balancer.Address.Port } },
            AbortOnConnectFail = false,
            AllowAdmin = true,
        };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await using var clients = new PoolOfClients(value => WriteAsync(redis.GetDatabase(), value));
        clients.Start();
        await clients.AllWriteToAsync(_servers[0].Port);

        await AskAsync(_servers[0], "CLIENT", "PAUSE", "60000", "WRITE");
        var end = await OffsetAsync(_servers[0], "master_repl_offset");

        // Or more: a primary whose writers wait goes on to ping its replica.
        await Eventually.GetAsync(
            $"the replica is at {end}", Loopback.Patience, () => OffsetAsync(_servers[1], "slave_repl_offset"),
            offset => offset >= end);
        await AskAsync(_servers[1], "REPLICAOF", "NO", "ONE");
        await AskAsync(_servers[0], "REPLICAOF", "127.0.0.1", $"{_servers[1].Port}");
        await AskAsync(_servers[0], "CLIENT", "UNPAUSE");
        await clients.AllWriteToAsync(_servers[1].Port);
        await clients.EndAsync();

        using var connection = await RedisConnection.OpenAsync("127.0.0.1", _servers[1].Port);
        var missing = new List<int>();
        foreach (var value in clients.Acknowledged.Keys)
        {
            if (await connection.AskAsync("SISMEMBER", "notes", $"{value}") != "1") missing.Add(value);
        }

        Assert.That(missing, Is.Empty, "writes that were lost");
    }

    private static async Task<int> WriteAsync(IDatabase database, int value)
    {
        await database.SetAddAsync("notes", value);
        var answer = (RedisResult[])(await database.ExecuteAsync("CONFIG", "GET", "port"))!;
        return int.Parse((string)answer[1]!, CultureInfo.InvariantCulture);
    }

    private static async Task<string> AskAsync(RedisServer server, params string[] command)
    {
        using var connection = await RedisConnection.OpenAsync("127.0.0.1", server.Port);
        return await connection.AskAsync(command);
    }

    private static async Task<long> OffsetAsync(RedisServer server, string name)
    {
        var info = await AskAsync(server, "INFO", "replication");
        return long.Parse(info.Split($"\n{name}:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
    }

    private static Task<string> InfoAsync(RedisServer server, string line) => Eventually.GetAsync(
        line, Loopback.Patience, () => AskAsync(server, "INFO", "replication"), info => info.Contains($"{line}\r"));
}
