using System.Text.Json.Nodes;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Admin;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting.Hooks;

/// <summary>Hooks of the real daemon.</summary>
internal sealed class HookDaemonTests
{
    [Test]
    public async Task Hooks_run_on_what_happens_and_a_refused_reload_is_such_an_event()
    {
        using var folder = new TempFolder();
        var told = folder.PathOf("told");
        var config = $$"""
            listeners: { x: { bind: "127.0.0.1:0", health: { type: none }, backends: ["127.0.0.1:1"] } }
            admin: { bind: "unix:{{folder.PathOf("a.sock")}}" }
            hooks:
              tell:
                on: [started, intent-changed, reload-refused]
                command: [/bin/sh, -c, 'cat >>"$0"; readlink /proc/$$/fd/* >"$0.fds"; echo heard', "{{told}}"]

            """;
        await using var daemon = await DaemonProcess.StartAsync(config);
        using var client = UnixClient.To(folder.PathOf("a.sock"));
        await daemon.LogsAsync(EventIds.HookSucceeded, "(started)");
        Assert.That(
            await File.ReadAllLinesAsync(told + ".fds"), Has.Some.StartsWith("pipe:").And.None.Contains("socket")
                .And.None.Contains("anon_inode").And.None.Contains("lb.yaml"), "no descriptor of the daemon");
        await client.ActAsync("/v1/pools/x/backends/127.0.0.1:1/maintenance").SucceedsAsync();
        await daemon.LogsAsync(EventIds.HookSucceeded, "(intent-changed)");
        await File.WriteAllTextAsync(daemon.ConfigPath, config + "nonsense: 1\n");
        daemon.Signal(Signal.Hangup);
        Assert.That(
            await daemon.LogsAsync(EventIds.HookSucceeded, "(reload-refused)"), Does.EndWith("output: \"heard\""));
        var events = (await File.ReadAllLinesAsync(told)).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.That(
            events.Select(e => (string?)e["kind"]),
            Is.EqualTo(new[] { "started", "intent-changed", "reload-refused" }));
        Assert.That((string?)events[1]["actor"], Does.StartWith("operator"));
        Assert.That((string?)events[2]["message"], Does.Contain("nonsense"));

        await daemon.ReloadAsync(config.Replace("reload-refused]", "reloaded]"));
        await daemon.LogsAsync(EventIds.HookSucceeded, "(reloaded)");
        var metrics = await client.GetStringAsync("/metrics", Loopback.Deadline);
        Assert.That(metrics, Does.Contain("l4balancer_hook_failures_total{hook=\"tell\"} 0"));
        Assert.That(metrics, Does.Contain("l4balancer_hook_runs_total{hook=\"tell\"} 4"));
    }

    [Test]
    public async Task Check_warns_of_a_program_that_is_not_there_or_not_executable()
    {
        using var folder = new TempFolder();
        var config = folder.PathOf("lb.yaml");
        await File.WriteAllTextAsync(config, """
            listeners: { x: { bind: "127.0.0.1:0", backends: ["127.0.0.1:1"] } }
            hooks:
              gone: { on: started, command: [/no/such/program] }
              text: { on: started, command: [/etc/passwd] }
              good: { on: started, command: [/bin/sh] }
            """);
        var check = await L4BalancerCommand.RunAsync(["check", "-c", config]);
        Assert.That(check.ExitCode, Is.Zero, check.ToString());
        Assert.That(check.Errors.Trim().Split('\n'), Is.EqualTo(new[]
        {
            $"{config}: hooks.gone: /no/such/program does not exist [warning]",
            $"{config}: hooks.text: /etc/passwd is not executable [warning]",
        }));
    }
}
