using System.Text.Json;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>What the daemon knows, and what operators have told it, before and after an upgrade.</summary>
internal sealed class UpgradeStateTests
{
    [Test]
    public async Task What_operators_have_set_and_probes_have_found_outlasts_an_upgrade()
    {
        await using var daemon = await AskedDaemon.StartAsync();
        await HealthyAsync(daemon, 3);
        daemon.Kill(0);
        await HealthyAsync(daemon, 2);
        var (dead, weighed, drained) = (daemon.Addresses[0], daemon.Addresses[1], daemon.Addresses[2]);
        await DoneAsync(daemon, "weight", $"web/{weighed}", "7");
        await DoneAsync(daemon, "drain", $"queue/{drained}");
        await DoneAsync(daemon, "add", "web", "127.0.0.9:9", "--weight", "3");
        var before = await PoolsAsync(daemon);
        using var client = await daemon.ConnectAsync();

        var answer = await DoneAsync(daemon, "upgrade");

        Assert.That(answer, Does.Match(@"^Process [0-9]+ has taken over 1 session, which paused for [0-9.]+ ms\.\n$"));
        var after = await PoolsAsync(daemon);
        Assert.That(after.Keys, Is.EquivalentTo(before.Keys));
        foreach (var (backend, was) in before) Assert.That(after[backend], Is.EqualTo(was), backend);
        Assert.That(after[$"web/{dead}"], Does.StartWith("down"));
        Assert.That(after[$"web/{weighed}"], Does.Contain("weight 7"));
        Assert.That(after[$"queue/{drained}"], Does.Contain("drain"));
        await client.SendAsync("again");
        Assert.That(await client.ReadAsync(5), Is.EqualTo("again"));
    }

    private static Task<CommandResult> HealthyAsync(AskedDaemon daemon, int count) => Eventually.GetAsync(
        $"{count} backends serve", Loopback.Patience, () => daemon.AskAsync("status"),
        status => status.Output.Contains($"{count} of 3"));

    private static async Task<string> DoneAsync(AskedDaemon daemon, params string[] arguments)
    {
        var result = await daemon.AskAsync(arguments);
        Assert.That((result.ExitCode, result.Errors), Is.EqualTo((ExitCodes.Success, "")), string.Join(' ', arguments));
        return result.Output;
    }

    /// <summary>The admin address is free for a moment, while the one process ends and the other begins.</summary>
    private static async Task<Dictionary<string, string>> PoolsAsync(AskedDaemon daemon)
    {
        var status = await Eventually.GetAsync(
            "the daemon answers", Loopback.Patience, () => daemon.AskAsync("status", "--json"),
            result => result.Output.Length > 0);
        using var document = JsonDocument.Parse(status.Output);
        return (from pool in document.RootElement.GetProperty("pools").EnumerateArray()
                from backend in pool.GetProperty("backends").EnumerateArray()
                select (Pool: pool, Backend: backend)).ToDictionary(
            each => $"{each.Pool.GetProperty("name").GetString()}/{each.Backend.GetProperty("address").GetString()}",
            each => $"{each.Backend.GetProperty("health").GetString()} {each.Backend.GetProperty("intent").GetString()}"
                + $" weight {each.Backend.GetProperty("weight").GetInt32()}");
    }
}
