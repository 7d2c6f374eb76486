using System.Text.Json;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli;

/// <summary>Sessions listed and closed from the command line.</summary>
[TestFixture, NonParallelizable]
internal sealed class SessionsTests
{
    private AskedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _daemon = await AskedDaemon.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task A_session_is_listed_and_closed_by_its_id()
    {
        using var client = await _daemon.ConnectAsync();
        var row = (await ListAsync()).Single(line => line.Contains($"{client.LocalEndPoint}"));
        Assert.That(row, Does.Contain(" web ").And.Contain("relaying").And.Contain("5B"));
        var closed = (await _daemon.AskAsync("close", row.Split(' ')[0])).OrThrow();
        Assert.That(closed.Text, Does.Match("^Session [0-9a-f]+ has been closed"));
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
    }

    [Test]
    public async Task Filters_exclude_sessions_that_do_not_match()
    {
        using var client = await _daemon.ConnectAsync();
        var me = $"{client.LocalEndPoint}";
        var fitting = await ListAsync("--pool", "web", "--client", "127.0.0.0/8", "--sort", "idle");
        Assert.That(fitting, Has.Some.Contains(me));
        Assert.That(await ListAsync("--client", "127.0.0.1", "--listener", "web"), Has.Some.Contains(me));
        Assert.That(await ListAsync("--pool", "queue"), Is.EqualTo(new[] { "No matching sessions." }));
        Assert.That(await ListAsync("--client", "10.0.0.0/8"), Is.EqualTo(new[] { "No matching sessions." }));
        Assert.That(await ListAsync("--min-age", "1h"), Is.EqualTo(new[] { "No matching sessions." }));
        Assert.That(await ListAsync("--backend", _daemon.Addresses[2]), Is.EqualTo(new[] { "No matching sessions." }));
    }

    [Test]
    public async Task The_limit_is_respected_and_the_rest_is_counted()
    {
        using var first = await _daemon.ConnectAsync();
        using var second = await _daemon.ConnectAsync();
        var lines = await ListAsync("--limit", "1");
        Assert.That(lines, Has.Length.EqualTo(3));
        Assert.That(lines[2], Does.Match("^and [0-9]+ more"));
        using var page = JsonDocument.Parse((await _daemon.AskAsync("sessions", "--limit", "1", "--json")).Output);
        Assert.That(page.RootElement.GetProperty("total").GetInt32(), Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public async Task An_unknown_session_is_not_closed()
    {
        var result = await _daemon.AskAsync("close", "ffff");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Refused));
        Assert.That(result.Errors, Does.StartWith("l4balancer: ").And.Contain("ffff"));
    }

    [TestCase("--client", "here")]
    [TestCase("--min-age", "5")]
    [TestCase("--sort", "size")]
    [TestCase("--limit", "0")]
    public async Task An_invalid_filter_is_a_usage_error(string option, string value) =>
        Assert.That((await _daemon.AskAsync("sessions", option, value)).ExitCode, Is.EqualTo(ExitCodes.Usage));

    [TestCase("--client", "999", "--client: \"999\" is not an IP address or a network such as 10.1.0.0/16")]
    [TestCase("--client", "10.1.2.3/8", "has bits behind its prefix (did you mean 10.0.0.0/8?)")]
    [TestCase("--sort", "foo", "--sort: \"foo\" is not one of age, bytes, idle")]
    [TestCase("--sort", "2", "--sort: \"2\" is not one of age, bytes, idle")]
    [TestCase("--limit", "many", "--limit: \"many\" is not a whole number from 1 to 1000")]
    public async Task A_wrong_filter_is_refused_with_the_accepted_values(string option, string value, string error) =>
        Assert.That((await _daemon.AskAsync("sessions", option, value)).Errors, Does.Contain(error));

    [TestCase("sessions", "--pool", "pool")]
    [TestCase("sessions", "--listener", "listener")]
    [TestCase("events", "--pool", "pool")]
    public async Task An_unknown_name_is_refused(string verb, string option, string kind)
    {
        var result = await _daemon.AskAsync(verb, option, "nope");
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Refused));
        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Errors, Does.Contain($"there is no {kind} \"nope\"; known: "));
        Assert.That(result.Errors, Does.Contain("web").And.Contain("queue"));
    }

    private async Task<string[]> ListAsync(params string[] filters) =>
        (await _daemon.AskAsync(["sessions", .. filters])).OrThrow().Text.Split('\n');
}
