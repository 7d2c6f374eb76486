using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Reports;
using L4Balancer.Bench.Serve;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Load;

/// <summary>The command as users run it.</summary>
internal sealed class LoadCommandTests
{
    private static readonly string[] Short = ["--duration", "500ms", "--warmup", "0", "-c", "5"];

    [Test]
    public async Task Json_is_the_only_output_and_progress_goes_to_stderr()
    {
        using var server = new RunningServer(ServeProtocol.Http);
        var result = await LoadAsync(server.Target, "http", "--duration", "1500ms", "--path", "/bytes/10", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(ReportJson.Read(result.Output).PayloadBytes, Is.EqualTo(10));
        Assert.That(result.Errors, Does.Contain("requests/s").And.Contain("0 errors"));
    }

    [Test]
    public async Task Without_json_a_table_is_printed_and_quiet_prints_no_progress()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        var result = await LoadAsync(server.Target, "echo", [.. Short, "--quiet"]);
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.Contain("latency").And.Contain("errors     none"));
        Assert.That(result.Errors, Is.Empty);
    }

    [Test]
    public async Task A_server_that_truncates_answers_means_exit_code_1()
    {
        using var server = new ScriptedServer(async client =>
        {
            await client.ReceiveAsync(new byte[1000]);
            await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"u8.ToArray());
        });
        var result = await LoadAsync(server.Target, "http", Short);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Does.Contain(ErrorKinds.ClosedEarly));
    }

    [Test]
    public async Task A_refusal_of_the_server_is_shown()
    {
        using var server = new ScriptedServer(async client =>
        {
            await client.SendAsync("-ERR max number of clients reached\r\n"u8.ToArray());
            await client.ReceiveAsync(new byte[1000]);
        });
        var result = await LoadAsync(server.Target, "redis", Short);
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Output, Does.Contain("error-answer: -ERR max number of clients reached"));
    }

    [Test]
    public async Task A_service_that_is_down_is_one_line_and_exit_code_1()
    {
        var result = await LoadAsync(LoadTarget.TryParse("unix:/nowhere/at-all")!, "redis");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Errors, Is.EqualTo("load: unix:/nowhere/at-all: there is no such socket.\n"));
    }

    [TestCase("--rate", "fast")]
    [TestCase("--path", "x")]
    [TestCase("--nonsense", "x")]
    public async Task A_wrong_command_line_is_exit_code_2(string option, string value)
    {
        var result = await LoadAsync(LoadTarget.TryParse("127.0.0.1:1")!, "http", option, value);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors, Does.Contain(option).And.Not.Contain("   at "));
        Assert.That(result.Output, Is.Empty);
    }

    [Test]
    public async Task SIGINT_ends_it_early_with_the_report()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        using var load = BenchProgram.Start(
            "load", "--target", server.Target.Text, "--protocol", "echo", "--duration", "1h", "--warmup", "0",
            "--json");
        // The first line of progress: it runs.
        await load.ReadErrorLineAsync();
        load.Signal("INT");
        var result = await load.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(ReportJson.Read(result.Output).Requests, Is.Positive);
    }

    private static Task<BenchResult> LoadAsync(LoadTarget target, string protocol, params string[] more) =>
        BenchProgram.RunAsync(["load", "--target", target.Text, "--protocol", protocol, .. more]);
}
