using System.Text.Json;
using System.Xml.Linq;
using L4Balancer.Cli;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Cli.Simulate;

/// <summary>The verb simulate: its output in every form, and its errors.</summary>
[TestFixture, NonParallelizable]
internal sealed class SimulateTests
{
    private const string Config = """
        listeners: { redis: { bind: ":6379", pool: redis } }
        pools: { redis: { health: { interval: 1s }, backends: [ "10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379" ] } }
        """;

    private const string Scenario = """
        duration: 20s
        hung-after: 100ms
        arrivals: { rate: 300 }
        service: { time: 4ms, cores: 2 }
        failures:
          - { at: 5s, for: 5s, backend: "10.0.0.1:6379", kind: death }
          - { at: 12s, for: 4s, backend: "10.0.0.2:6379", kind: hang }
        """;

    private TempFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFiles()
    {
        _folder = new TempFolder();
        File.WriteAllText(_folder.PathOf("lb.yaml"), Config);
        File.WriteAllText(
            _folder.PathOf("full-lb.yaml"),
            Config.Replace("redis: { health", "redis: { max-connections: 2, queue: { max: 20 }, health"));
        File.WriteAllText(
            _folder.PathOf("idle-lb.yaml"),
            "listeners: { l: { bind: ':1', backends: [ { address: '10.0.0.1:6379', weight: 0 }, "
                + "{ address: '10.0.0.2:6379', weight: 0 } ] } }\n");
        File.WriteAllText(_folder.PathOf("day.yaml"), Scenario);
        File.WriteAllText(
            _folder.PathOf("bad.yaml"), "arrivals: { rate: fast }\nfailures: [ { at: 1s, kind: death } ]\n");
        File.WriteAllText(_folder.PathOf("bad-lb.yaml"), "listeners: {}\n");
    }

    [OneTimeTearDown]
    public void RemoveFiles() => _folder.Dispose();

    [Test]
    public async Task One_simulation_is_shown_in_detail()
    {
        var result = await RunAsync("lb.yaml", "day.yaml");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("Pool redis, 3 backends, 20s simulated with seed 1"));
        Assert.That(result.Output, Does.Match("Policy power-of-two: [0-9]+ sessions, [0-9]+ completed"));
        Assert.That(result.Output, Does.Match("(?m)^10\\.0\\.0\\.1:6379 +.*%"));
        Assert.That(result.Output, Does.Match("(?m)^death +10\\.0\\.0\\.1:6379 +5s +10s"));
        Assert.That(result.Output.Split('\n').Select(line => line.Length), Is.All.LessThanOrEqualTo(100));
    }

    [Test]
    public async Task Policies_and_weights_are_compared_side_by_side()
    {
        var result = await RunAsync(
            "lb.yaml", "day.yaml", "--policies", "round-robin,fastest", "--weigh-by", "none,response-time");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Match("(?m)^POLICY +SESSIONS"));
        Assert.That(result.Output, Does.Match("(?m)^round-robin +[0-9]"));
        Assert.That(result.Output, Does.Match("(?m)^round-robin by response-time +[0-9]"));
        Assert.That(result.Output, Does.Match("(?m)^fastest +[0-9]"));
        Assert.That(result.Output, Does.Not.Contain("fastest by"), "It measures by itself.");
    }

    [Test]
    public async Task The_queue_is_shown_where_sessions_waited()
    {
        var one = await RunAsync("full-lb.yaml", "day.yaml");
        Assert.That(one.Output, Does.Match("(?m)^Queue: [0-9]+ waited, at most 20 at once: mean [0-9.]+ms, p50"));
        Assert.That(one.Output, Does.Match("[0-9]+ refused-queue-full"));
        var several = await RunAsync("full-lb.yaml", "day.yaml", "--backends", "3,8");
        Assert.That(several.Output, Does.Match("(?m)^POLICY .* QUEUED +QUEUE P99$"));
        var none = await RunAsync("lb.yaml", "day.yaml", "--backends", "3,8");
        Assert.That(none.Output, Does.Not.Contain("QUEUE"));

        var json = JsonDocument.Parse((await RunAsync("full-lb.yaml", "day.yaml", "--json")).Output).RootElement[0];
        var queue = json.GetProperty("queue");
        Assert.That(queue.GetProperty("most").GetInt32(), Is.EqualTo(20));
        Assert.That(queue.GetProperty("waits").GetProperty("p99").GetDouble(), Is.InRange(0.001, 10));
    }

    [Test]
    public async Task A_pool_without_any_weight_is_simulated_too()
    {
        var result = await RunAsync("idle-lb.yaml", "day.yaml", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var report = JsonDocument.Parse(result.Output).RootElement[0];
        Assert.That(report.GetProperty("spread").GetDouble(), Is.Zero);
        Assert.That(report.GetProperty("backends")[0].GetProperty("fairShare").GetDouble(), Is.Zero);
    }

    [Test]
    public async Task Agents_are_tried_out_in_a_pool_without_any()
    {
        var result = await RunAsync("lb.yaml", "day.yaml", "--json", "--weigh-by", "none,agent");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        var picks = json.RootElement.EnumerateArray()
            .Select(run => run.GetProperty("backends")[0].GetProperty("sessions").GetInt64());
        Assert.That(picks.Distinct().Count(), Is.EqualTo(2), "Weights that agents move choose other backends.");
    }

    [Test]
    public async Task Numbers_of_backends_are_compared_side_by_side()
    {
        var result = await RunAsync("lb.yaml", "day.yaml", "--backends", "2,5");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.StartWith("Pool redis, 2, 5 backends, 20s"));
        Assert.That(result.Output, Does.Match("(?m)^2 x power-of-two +[0-9]"));
        Assert.That(result.Output, Does.Match("(?m)^5 x power-of-two +[0-9]"));
        var wrong = await RunAsync("lb.yaml", "day.yaml", "--backends", "2,0");
        Assert.That(wrong.Errors, Does.StartWith("--backends: \"0\" is not a whole number from 1 to 1000\n"));
    }

    [Test]
    public async Task Json_has_everything_and_a_seed_reproduces_it()
    {
        var one = await RunAsync("lb.yaml", "day.yaml", "--json", "--seed", "5");
        var again = await RunAsync("lb.yaml", "day.yaml", "--json", "--seed", "5");
        var other = await RunAsync("lb.yaml", "day.yaml", "--json", "--seed", "6");
        Assert.That(again.Output, Is.EqualTo(one.Output));
        Assert.That(other.Output, Is.Not.EqualTo(one.Output));

        var report = JsonDocument.Parse(one.Output).RootElement[0];
        var sessions = report.GetProperty("sessions");
        var ended = sessions.GetProperty("completed").GetInt64() + sessions.GetProperty("failed").GetInt64();
        Assert.That(
            sessions.GetProperty("begun").GetInt64(), Is.EqualTo(ended + sessions.GetProperty("running").GetInt64()));
        Assert.That(report.GetProperty("backends").GetArrayLength(), Is.EqualTo(3));
        Assert.That(report.GetProperty("failures")[0].GetProperty("detected").GetDouble(), Is.InRange(0, 1));
        Assert.That(report.GetProperty("timeline").GetArrayLength(), Is.InRange(200, 241));
        Assert.That(
            report.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("message").GetString()),
            Has.Some.Contains("is down: 3 failures in a row, the last: connect: connection refused"));
    }

    [Test]
    public async Task The_picture_is_well_formed_and_has_a_strip_for_each_backend_and_policy()
    {
        var path = _folder.PathOf("day.svg");
        var result = await RunAsync("lb.yaml", "day.yaml", "--policies", "power-of-two,first", "--svg", path);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        var svg = XDocument.Load(path);
        XNamespace ns = "http://www.w3.org/2000/svg";
        var texts = svg.Descendants(ns + "text").Select(text => text.Value).ToArray();
        Assert.That(texts.Count(text => text == "10.0.0.1:6379"), Is.EqualTo(2));
        Assert.That(texts, Has.Some.EqualTo("redis, first").And.Some.EqualTo("death").And.Some.EqualTo("20s"));
        Assert.That(svg.Descendants(ns + "style").Single().Value, Does.Contain("prefers-color-scheme: dark"));
        var classes = svg.Descendants(ns + "rect").Select(rect => rect.Attribute("class")!.Value).Distinct();
        Assert.That(classes, Is.SupersetOf(new[] { "fail", "out", "hung", "heat0" }));
        Assert.That(svg.Descendants(ns + "path").Count(), Is.EqualTo(6), "One for the load of each backend.");
        var width = double.Parse(svg.Root!.Attribute("width")!.Value);
        Assert.That(
            svg.Descendants(ns + "rect").Select(r => (double)r.Attribute("x")! + (double)r.Attribute("width")!),
            Is.All.LessThanOrEqualTo(width));
    }

    [Test]
    public async Task Errors_of_both_files_have_their_location()
    {
        var bad = _folder.PathOf("bad.yaml");
        var scenario = await RunAsync("lb.yaml", "bad.yaml");
        Assert.That(scenario.ExitCode, Is.EqualTo(ExitCodes.InvalidConfig));
        Assert.That(scenario.Output, Is.Empty);
        Assert.That(scenario.Errors.TrimEnd('\n').Split('\n'), Is.EqualTo(new[]
        {
            $"{bad}:1:19: arrivals.rate: fast is not a number (none, or a number from 0.001 to 1000000)",
            $"{bad}:2:13: failures[0].backend: is missing (a backend, or a list of backends)",
        }));
        Assert.That((await RunAsync("bad-lb.yaml", "day.yaml")).Errors, Does.Contain("there are no listeners"));
        Assert.That(
            (await RunAsync("lb.yaml", "none.yaml")).Errors, Does.EndWith("none.yaml:1:1: there is no such file\n"));
        Assert.That(
            (await RunAsync("lb.yaml", "day.yaml", "--policies", "fastest,quick")).Errors,
            Does.StartWith("--policies: \"quick\" is not one of power-of-two, "));
    }

    [Test]
    public async Task A_picture_that_cannot_be_written_is_an_error()
    {
        var result = await RunAsync("lb.yaml", "day.yaml", "--svg", _folder.PathOf("nowhere/day.svg"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Errors, Does.StartWith("--svg: "));
    }

    private Task<CommandResult> RunAsync(string config, string scenario, params string[] more) =>
        L4BalancerCommand.RunAsync(
            ["simulate", "-c", _folder.PathOf(config), "--scenario", _folder.PathOf(scenario), .. more]);
}
