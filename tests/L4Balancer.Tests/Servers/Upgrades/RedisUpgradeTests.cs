using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers.Upgrades;

/// <summary>Sessions of a real Redis wait, subscribe and queue commands while the balancer is upgraded.</summary>
[TestFixture, NonParallelizable]
internal sealed class RedisUpgradeTests
{
    private RedisServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServer() => _server = (await RedisServer.StartAsync(1))[0];

    [OneTimeTearDown]
    public Task StopServer() => _server.DisposeAsync().AsTask();

    [TestCaseSource(typeof(UpgradePath), nameof(UpgradePath.All))]
    public async Task Subscribers_blocked_clients_and_transactions_go_on_while_the_benchmark_runs(UpgradePath path)
    {
        await using var daemon = await StartAsync(path.First);
        var load = StartLoad(daemon.Port);
        using var publisher = await OpenAsync(daemon);
        using var end = new CancellationTokenSource();
        var subscribers = await UpgradeSessions.EachAsync(_ => OpenAsync(daemon));
        foreach (var subscriber in subscribers) await subscriber.AskAsync("SUBSCRIBE", "news");
        var publishing = PublishAsync(publisher, end.Token);
        var reading = subscribers.Select(ReadAsync).ToArray();
        var blocked = await UpgradeSessions.EachAsync(_ => OpenAsync(daemon));
        for (var i = 0; i < blocked.Length; i++) await blocked[i].SendAsync("BLPOP", $"list{i}", "0");
        using var transaction = await OpenAsync(daemon);
        await transaction.AskAsync("DEL", "count");
        await transaction.AskAsync("MULTI");
        foreach (var engine in path.Upgrades)
        {
            Assert.That(await transaction.AskAsync("INCR", "count"), Is.EqualTo("QUEUED"));
            await daemon.UpgradeAsync(engine);
        }

        Assert.That(
            await transaction.AskAsync("EXEC"), Is.EqualTo(string.Join(' ', path.Upgrades.Select((_, i) => i + 1))));
        for (var i = 0; i < blocked.Length; i++)
        {
            await transaction.AskAsync("RPUSH", $"list{i}", $"value{i}");
            Assert.That(await blocked[i].AnswerAsync(), Is.EqualTo($"list{i} value{i}"));
        }

        await end.CancelAsync();
        var published = await publishing;
        Assert.That(await Task.WhenAll(reading), Is.All.EqualTo(published));
        var runs = (await Task.WhenAll(load.Select(one => one.StopAsync()))).SelectMany(r => r).ToArray();
        Assert.That(runs.Select(run => (run.ExitCode, run.Errors)), Is.All.EqualTo((0, "")));
        foreach (var client in (RedisConnection[])[.. blocked, .. subscribers]) client.Dispose();
        TestContext.Out.WriteLine(
            $"{subscribers.Length} subscribers got {published} messages each, {runs.Length} runs of redis-benchmark");
    }

    /// <summary>Long-lived and pipelined connections.</summary>
    private static RepeatedProgram[] StartLoad(int port)
    {
        string[] options = ["-p", $"{port}", "-q", "-t"];
        return
        [
            RepeatedProgram.Start("redis-benchmark", [.. options, "set,get,lpush", "-n", "20000", "-c", "20"]),
            RepeatedProgram.Start(
                "redis-benchmark", [.. options, "set", "-n", "10000", "-c", "4", "-P", "16", "-d", "2000"]),
        ];
    }

    private Task<UpgradedDaemon> StartAsync(EngineKind engine) =>
        UpgradedDaemon.StartAsync(engine, _server, "redis", "type: redis");

    private static Task<RedisConnection> OpenAsync(UpgradedDaemon daemon) =>
        RedisConnection.OpenAsync("127.0.0.1", daemon.Port);

    /// <returns>How many messages there were before the one that ends them.</returns>
    private static async Task<int> PublishAsync(RedisConnection publisher, CancellationToken end)
    {
        var count = 0;
        while (!end.IsCancellationRequested) await publisher.AskAsync("PUBLISH", "news", $"{count++}");
        await publisher.AskAsync("PUBLISH", "news", "end");
        return count;
    }

    /// <returns>How many messages came in order before the one that ends them.</returns>
    private static async Task<int> ReadAsync(RedisConnection subscriber)
    {
        for (var count = 0; ; count++)
        {
            var message = await subscriber.AnswerAsync();
            if (message == "message news end") return count;
            if (message != $"message news {count}") return -1;
        }
    }
}
