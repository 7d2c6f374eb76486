using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Commands;

/// <summary>Probes that run a program.</summary>
[Platform("Linux")]
internal sealed class CommandProbeTests
{
    private static readonly NetAddress Backend = NetAddress.FromIp(IPAddress.Parse("10.1.2.3"), 3306);

    [TestCase("exit 0", "")]
    [TestCase("echo fine", "")]
    [TestCase("exit 3", "exit status 3")]
    [TestCase("echo; echo '  no quorum '; echo more; exit 1", "exit status 1: \"no quorum\"")]
    [TestCase("echo why >&2; exit 2", "exit status 2: \"why\"")]
    [TestCase("kill -9 $$", "exit status 137")]
    [TestCase("printf 'a\\033[1m'; exit 1", "exit status 1: \"a\\u001b[1m\"")]
    [TestCase("head -c 300000 /dev/zero | tr '\\0' x; exit 0", "")]
    [TestCase("cat", "")]
    public async Task The_exit_status_decides(string script, string cause) =>
        Assert.That(
            await TriedProbe.OnceAsync(Shell(script), Backend),
            Is.EqualTo(new ProbeOutcome(cause.Length == 0, cause)));

    [Test]
    public async Task A_long_line_is_shortened()
    {
        var outcome = await TriedProbe.OnceAsync(Shell("head -c 5000 /dev/zero | tr '\\0' x; exit 1"), Backend);
        Assert.That(outcome.Cause, Is.EqualTo($"exit status 1: \"{new string('x', 120)}\""));
    }

    [Test]
    public async Task The_backend_is_in_the_environment_and_nothing_else_of_ours()
    {
        var outcome = await TriedProbe.OnceAsync(
            Shell("env | grep L4B | sort | tr '\\n' ' '; exit 1"), Backend);
        Assert.That(outcome.Cause, Is.EqualTo(
            "exit status 1: \"L4BALANCER_BACKEND=10.1.2.3:3306 L4BALANCER_BACKEND_ADDRESS=10.1.2.3 "
            + "L4BALANCER_BACKEND_PORT=3306\""));
        outcome = await TriedProbe.OnceAsync(
            Shell("env | grep L4B | sort | tr '\\n' ' '; exit 1"), NetAddress.FromUnix("/run/x"));
        Assert.That(outcome.Cause, Is.EqualTo(
            "exit status 1: \"L4BALANCER_BACKEND=unix:/run/x L4BALANCER_BACKEND_SOCKET=/run/x\""));
    }

    [Test]
    public async Task No_shell_looks_at_an_argument()
    {
        var outcome = await TriedProbe.OnceAsync(Command("/usr/bin/env", "test", "a b", "=", "$(id)"), Backend);
        Assert.That(outcome.Cause, Is.EqualTo("exit status 1"));
    }

    [Test]
    public async Task The_timeout_kills_the_program_and_all_that_it_has_started()
    {
        using var folder = new TempFolder();
        var pids = folder.PathOf("pids");
        var script = $"sleep 1000 & echo $! >>{pids}; echo $$ >>{pids}; wait";
        var time = new ManualTime();
        using var probe = new TriedProbe(Shell(script), Backend, TimeSpan.FromSeconds(2), time);
        var running = probe.RunAsync();
        time.Advance(TimeSpan.Zero);
        await Eventually.HoldsAsync(
            () => File.Exists(pids) && File.ReadAllLines(pids).Length == 2, () => "both processes run");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await running, Is.EqualTo(ProbeOutcome.Bad("probe timed out")));
        foreach (var pid in await File.ReadAllLinesAsync(pids))
            await Eventually.HoldsAsync(() => ProcessTable.HasEnded(int.Parse(pid)), () => $"{pid} is gone");
    }

    [Test]
    public async Task A_missing_program_is_not_the_fault_of_the_backend()
    {
        using var probe = new TriedProbe(Command("/no/such/program"), Backend);
        var running = probe.RunAsync();
        await Eventually.HoldsAsync(() => probe.Log.Lines.Count > 0, () => "a warning");
        Assert.That(probe.Log.Lines, Has.One.EqualTo(
            "Warning: Backend 10.1.2.3:3306 could not be probed: /no/such/program does not exist; "
            + "this does not count against it"));
        Assert.That(running.IsCompleted, Is.False);
        probe.Dispose();
        Assert.That(async () => await running, Throws.TypeOf<TimeoutException>());
    }

    private static HealthConfig Shell(string script) => Command("/bin/sh", "-c", script);

    private static HealthConfig Command(params string[] words) =>
        new() { Type = ProbeKind.Command, Command = new ValueList<string>(words) };
}
