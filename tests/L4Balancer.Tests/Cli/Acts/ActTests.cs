using System.Text.Json;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Acts;

/// <summary>The verbs that change a running daemon.</summary>
[TestFixture, NonParallelizable]
internal sealed class ActTests
{
    private AskedDaemon _daemon = null!;

    [SetUp]
    public async Task StartAsync() => _daemon = await AskedDaemon.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task A_backend_is_drained_and_set_ready_again()
    {
        var port = _daemon.Addresses[0].Split(':')[1];
        var done = (await _daemon.AskAsync("drain", $"web/{port}", "--deadline", "10m", "--rate", "50")).OrThrow();
        Assert.That(done.Text, Does.Match(
            $"^web/{_daemon.Addresses[0]} is draining; "
            + @"sessions still running after 10m will be ended, 50 a second \(generation \d+\)$"));
        var drained = await BackendAsync(0);
        Assert.That(drained.GetProperty("intent").GetString(), Is.EqualTo("drain"));
        Assert.That(drained.GetProperty("drainRate").GetInt32(), Is.EqualTo(50));

        (await _daemon.AskAsync("ready", $"web/{port}")).OrThrow();
        Assert.That((await BackendAsync(0)).GetProperty("intent").GetString(), Is.EqualTo("ready"));
    }

    [Test]
    public async Task Maintenance_lasts_until_ready()
    {
        (await _daemon.AskAsync("maintenance", _daemon.Addresses[1])).OrThrow();
        Assert.That((await BackendAsync(1)).GetProperty("intent").GetString(), Is.EqualTo("maintenance"));
        Assert.That((await _daemon.AskAsync("status", "web")).Output, Does.Contain("maintenance"));
    }

    [Test]
    public async Task A_weight_is_set_and_restored()
    {
        (await _daemon.AskAsync("weight", _daemon.Addresses[0], "7")).OrThrow();
        Assert.That((await BackendAsync(0)).GetProperty("weight").GetInt32(), Is.EqualTo(7));
        Assert.That((await _daemon.AskAsync("status")).Output, Does.Contain("7*"), "The change is marked.");
        (await _daemon.AskAsync("weight", _daemon.Addresses[0], "default")).OrThrow();
        Assert.That((await BackendAsync(0)).GetProperty("weight").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_backend_is_added_and_removed()
    {
        (await _daemon.AskAsync("add", "queue", "127.0.0.1:1", "--weight", "3", "--tier", "1")).OrThrow();
        Assert.That((await _daemon.AskAsync("status", "queue")).Output, Does.Match(@"queue +127\.0\.0\.1:1 .* 1 +3\*"));
        (await _daemon.AskAsync("remove", "queue/127.0.0.1:1")).OrThrow();
        Assert.That((await _daemon.AskAsync("status", "queue")).Output, Does.Not.Contain("127.0.0.1:1 "));
    }

    [Test]
    public async Task The_sessions_of_a_backend_are_reset()
    {
        (await _daemon.AskAsync("maintenance", _daemon.Addresses[1])).OrThrow();
        using var client = await _daemon.ConnectAsync();
        var done = await _daemon.AskAsync("reset-sessions", _daemon.Addresses[0], "--rate", "100", "--json");
        using var answer = JsonDocument.Parse(done.OrThrow().Output);
        Assert.That(answer.RootElement.GetProperty("outcome").GetString(), Is.EqualTo("done"));
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
    }

    [Test]
    public async Task A_pool_fails_over_and_back_manually()
    {
        (await _daemon.AskAsync("add", "queue", _daemon.Addresses[0], "--tier", "1")).OrThrow();
        await Eventually.GetAsync(
            "the backup is up", Loopback.Patience, () => _daemon.AskAsync("status", "queue"),
            status => status.Output.Split('\n').Count(line => line.Contains("  up  ")) == 2);
        (await _daemon.AskAsync("failover", "queue", "--tier", "1")).OrThrow();
        Assert.That((await _daemon.AskAsync("status", "queue")).Output, Does.Contain("failed over to tier 1"));
        (await _daemon.AskAsync("failback", "queue")).OrThrow();
        Assert.That((await _daemon.AskAsync("status", "queue")).Output, Does.Not.Contain("failed over"));
    }

    [TestCase("drain", "web/1.2.3.4", "there is no backend \"web/1.2.3.4\"; known: web/")]
    [TestCase("drain", "web/127.0.0.1", "matches 2 backends: web/")]
    [TestCase("failover", "nowhere", "nowhere")]
    [TestCase("failover", "queue", "")]
    public async Task A_refusal_says_why_and_changes_nothing(string verb, string name, string why)
    {
        var result = await _daemon.AskAsync(verb, name);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Refused), result.ToString());
        Assert.That(result.Errors, Does.Match("^l4balancer: [^\n]+\n$").And.Contain(why));
        Assert.That(result.Output, Is.Empty);
    }

    [Test]
    public async Task An_action_on_another_generation_is_refused()
    {
        var result = await _daemon.AskAsync("drain", _daemon.Addresses[0], "--if-generation", "999999");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Refused), result.ToString());
        Assert.That((await BackendAsync(0)).GetProperty("intent").GetString(), Is.EqualTo("ready"));
    }

    [Test]
    public async Task A_persisted_weight_is_in_the_file()
    {
        (await _daemon.AskAsync("weight", _daemon.Addresses[0], "7", "--persist")).OrThrow();
        Assert.That(await File.ReadAllTextAsync(_daemon.ConfigPath), Does.Match($"{_daemon.Addresses[0]}.*weight: 7"));
    }

    [Test]
    public async Task A_reload_lists_the_changes()
    {
        var text = await File.ReadAllTextAsync(_daemon.ConfigPath);
        await File.WriteAllTextAsync(_daemon.ConfigPath, text.Replace("pools:", "shutdown-grace: 3s\npools:"));
        var dry = (await _daemon.AskAsync("reload", "--dry-run")).OrThrow();
        Assert.That(dry.Output, Does.Contain("shutdown-grace: 30s -> 3s").And.Contain("nothing was done"));
        Assert.That((await _daemon.AskAsync("reload")).OrThrow().Output, Does.Contain("Reloaded: 1 change"));
        Assert.That((await _daemon.AskAsync("reload")).OrThrow().Output, Does.Contain("no changes"));
    }

    [Test]
    public async Task A_reload_of_an_invalid_file_lists_every_error()
    {
        await File.AppendAllTextAsync(_daemon.ConfigPath, "\nfoo: 1\nbar: 2\n");
        var result = await _daemon.AskAsync("reload");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.InvalidConfig));
        var errors = result.Errors.TrimEnd('\n').Split('\n');
        Assert.That(errors, Has.Length.EqualTo(2).And.All.StartsWith(_daemon.ConfigPath));
    }

    [Test]
    public async Task Status_exits_with_a_code_when_clients_are_not_served()
    {
        _daemon.Kill(2);
        var status = await Eventually.GetAsync(
            "not ready", Loopback.Patience, () => _daemon.AskAsync("status", "queue"), s => s.ExitCode != 0);
        Assert.That(status.ExitCode, Is.EqualTo(ExitCodes.NotReady));
        Assert.That(status.Output, Does.StartWith("NOT READY: pool queue has no eligible backend\n"));
        Assert.That(status.Output, Does.Contain($"queue/{_daemon.Addresses[2]} has been down for "));
    }

    private async Task<JsonElement> BackendAsync(int index)
    {
        var status = (await _daemon.AskAsync("status", "web", "--json")).Output;
        return JsonDocument.Parse(status).RootElement.GetProperty("backends")[index];
    }
}
