using System.Text.Json;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary>The monitoring verbs against a real daemon.</summary>
[TestFixture, NonParallelizable]
internal sealed class AskingTests
{
    private AskedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _daemon = await AskedDaemon.StartAsync();
        await Eventually.GetAsync(
            "all backends are up", Loopback.Patience, () => _daemon.AskAsync("status"),
            status => status.Output.Contains("Healthy: 3 of 3"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task Status_begins_with_the_overall_health()
    {
        var lines = await LinesAsync("status");
        Assert.That(lines[0], Is.EqualTo("Healthy: 3 of 3 backends serving"));
        foreach (var address in _daemon.Addresses) Assert.That(lines, Has.Some.Match($@"^\S+ +{address} +up +ready "));
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(100));
        Assert.That(string.Concat(lines), Does.Not.Contain('\e').And.Not.Contain('│'), "A pipe gets plain text.");
    }

    [Test]
    public async Task Status_of_a_pool_shows_only_that_pool()
    {
        var lines = await LinesAsync("status", "queue");
        Assert.That(lines, Has.Some.Contains(_daemon.Addresses[2]).And.None.Contains(_daemon.Addresses[0]));
    }

    [Test]
    public async Task Status_of_an_unknown_pool_lists_the_existing_ones()
    {
        var result = await _daemon.AskAsync("status", "que");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Refused));
        Assert.That(result.Errors, Is.EqualTo("l4balancer: there is no pool \"que\"; known: web, queue\n")
            .Or.EqualTo("l4balancer: there is no pool \"que\"; known: queue, web\n"));
    }

    [TestCase("status")]
    [TestCase("status web")]
    [TestCase("capacity")]
    [TestCase("capacity web")]
    [TestCase("sessions")]
    [TestCase("sources")]
    [TestCase("sources web --sort refused")]
    [TestCase("events")]
    [TestCase("config")]
    public async Task With_json_a_verb_prints_one_document(string verb)
    {
        var result = (await _daemon.AskAsync([.. verb.Split(' '), "--json"])).OrThrow();
        Assert.That(result.Errors, Is.Empty);
        Assert.DoesNotThrow(() => JsonDocument.Parse(result.Output).Dispose());
    }

    [Test]
    public async Task Capacity_assesses_each_pool_and_names_the_known_ones_for_an_unknown_one()
    {
        var lines = await LinesAsync("capacity", "web");
        Assert.That(lines, Has.Some.StartsWith("web: ").And.Some.StartsWith("  bottleneck "));
        Assert.That(lines, Has.None.StartsWith("queue: "));
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(100));
        var refused = await _daemon.AskAsync("capacity", "que");
        Assert.That(refused.ExitCode, Is.EqualTo(ExitCodes.Refused));
        Assert.That(refused.Errors, Does.Contain("there is no pool \"que\"; known: "));
    }

    [Test]
    public async Task Watch_repeats_the_status_with_rates()
    {
        await using var watch = Start("status", "--watch");
        await watch.Output.LineAsync(l => l.Contains("Healthy"), "the status", 0, Loopback.Patience);
        await watch.Output.LineAsync(l => l.Contains(" RATE "), "rates, the second time", 0, Loopback.Patience);
    }

    [Test]
    public async Task Continuous_output_ends_when_its_reader_exits()
    {
        var watch = string.Join(' ', L4BalancerCommand.With("status", "--watch", "--json", "--admin", _daemon.Admin));
        var result = await Command.RunAsync("bash", "-c", $"set -o pipefail; {watch} | head -n 1");
        Assert.That(result.OrThrow().Output.Split('\n'), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Events_are_followed_as_they_happen()
    {
        await using var follow = Start("events", "--follow", "--json", "--pool", "web");
        (await _daemon.AskAsync("maintenance", _daemon.Addresses[1])).OrThrow();
        var line = await follow.Output.LineAsync(
            l => l.Contains("\"intent-changed\"") && l.Contains(_daemon.Addresses[1]), "what happens", 0,
            Loopback.Patience);
        using var @event = JsonDocument.Parse(line);
        Assert.That(@event.RootElement.GetProperty("pool").GetString(), Is.EqualTo("web"));
        (await _daemon.AskAsync("ready", _daemon.Addresses[1])).OrThrow();
    }

    [Test]
    public async Task Events_can_be_limited_to_a_pool()
    {
        (await _daemon.AskAsync("maintenance", _daemon.Addresses[0])).OrThrow();
        (await _daemon.AskAsync("ready", _daemon.Addresses[0])).OrThrow();
        (await _daemon.AskAsync("ready", _daemon.Addresses[2])).OrThrow();
        (await _daemon.AskAsync("weight", _daemon.Addresses[2], "2")).OrThrow();
        (await _daemon.AskAsync("weight", _daemon.Addresses[2], "default")).OrThrow();
        var lines = await LinesAsync("events", "--pool", "queue");
        Assert.That(lines, Is.All.Match("^[0-9-]{10}T[0-9:]{8}Z  [a-z-]+ +.*"));
        Assert.That(lines, Has.None.Contains(_daemon.Addresses[0]));
    }

    [Test]
    public async Task The_effective_configuration_is_printed_with_the_line_that_sets_it()
    {
        var lines = await LinesAsync("config");
        Assert.That(lines, Has.Some.Match($"listeners.web.pool: web  # {_daemon.ConfigPath}:2$"));
        Assert.That(lines, Has.Some.EndsWith("# default"));
    }

    [Test]
    public async Task Top_without_a_terminal_says_what_to_use_instead()
    {
        var result = await _daemon.AskAsync("top");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Errors, Does.Contain("needs a terminal").And.Contain("status --watch"));
    }

    private async Task<string[]> LinesAsync(params string[] arguments) =>
        (await _daemon.AskAsync(arguments)).OrThrow().Text.Split('\n');

    private TestProcess Start(params string[] arguments) =>
        TestProcess.Start(L4BalancerCommand.With([.. arguments, "--admin", _daemon.Admin]));
}
