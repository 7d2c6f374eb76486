using System.Globalization;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>
/// What becomes of sessions and of clients that connect while the service is upgraded, reloaded, restarted or killed,
/// under load.
/// </summary>
[TestFixture("bookworm")]
[TestFixture("trixie")]
internal sealed class HandoverTests(string release) : ServiceFixture(release)
{
    /// <summary>The daemon at /usr/bin is mounted and cannot be replaced.</summary>
    private const string Program = "/usr/local/bin/l4balancer";

    private const string UnixPath = "/run/l4balancer/web.sock";

    protected override (string Name, string Text)[] DropIns =>
    [
        ("program.conf", $"[Service]\nExecStart=\nExecStart={Program} run -c {Service.ConfigPath}\n"),
    ];

    [SetUp]
    public async Task ConfigureAsync()
    {
        // As the fixture's, and a listener on a unix socket, whose path must outlive a restart.
        var config = ConfigOfFirst.Replace("bind: 127.0.0.1:80", $"bind: [\"127.0.0.1:80\", \"unix:{UnixPath}\"]");
        Assert.That(config, Is.Not.EqualTo(ConfigOfFirst));
        await Service.ConfigureAsync(config);
        (await Service.SystemctlAsync("restart")).OrThrow();
    }

    [Test]
    public async Task Upgrade_to_a_replaced_program_loses_nothing_and_a_stop_still_drains()
    {
        var pid = await Service.MainPidAsync();
        await using (var load = await ServiceLoad.StartAsync(Network, Port))
        {
            for (var round = 0; round < 2; round++)
            {
                await InstallAsync();
                Assert.That(ProgramOf(await Service.OutsidePidAsync()), Does.EndWith("(deleted)"));
                (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=USR2")).OrThrow();
                pid = await NextPidAsync(pid);
                await load.GoesOnAsync();
                Assert.That(ProgramOf(await Service.OutsidePidAsync()), Is.EqualTo(Program));
            }

            await AssertOneProcessAsync(pid);
            var fed = await FedAtAsync();
            await Eventually.GetAsync("the watchdog is fed", Loopback.Patience * 2, FedAtAsync, at => at > fed);
            await AssertNothingLostAsync(load);
        }

        using var session = await OpenSessionAsync();
        (await Service.SystemctlAsync("stop", "--no-block")).OrThrow();
        await Service.WaitForPropertyAsync("ActiveState", state => state == "deactivating");
        Assert.That(await session.EchoAsync("finishing"), Is.EqualTo("finishing"));
        session.Dispose();
        await Service.WaitForPropertyAsync("ActiveState", state => state == "inactive");
        Assert.That(await Service.PropertyAsync("Result"), Is.EqualTo("success"));
    }

    [Test]
    public async Task Restart_keeps_the_sessions_also_after_an_upgrade()
    {
        var (end, pid) = (await Service.JournalEndAsync(), await Service.MainPidAsync());
        await using var load = await ServiceLoad.StartAsync(Network, Port);
        for (var round = 0; round < 2; round++)
        {
            (await Service.SystemctlAsync("restart")).OrThrow();
            pid = await NextPidAsync(pid);
            await load.GoesOnAsync();
            await AssertOneProcessAsync(pid);
            if (round > 0) break;
            (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=USR2")).OrThrow();
            pid = await NextPidAsync(pid);
        }

        using (var unix = await TestSession.OpenUnixAsync(Machine.PathOf(UnixPath)))
            Assert.That(await unix.EchoAsync("by its path"), Is.EqualTo("by its path"));
        await AssertNothingLostAsync(load);
        var journal = await Service.JournalAfterAsync(end);
        Assert.That(journal, Does.Contain("sessions go on after a restart").And.Not.Contain("have ended"));
        Assert.That(await StoredAsync(), Is.EqualTo(await ListeningAsync()), "The sessions are not stored any more.");
    }

    [Test]
    public async Task Reload_that_changes_listeners_changes_the_store()
    {
        await using var load = await ServiceLoad.StartAsync(Network, Port);
        var before = await StoredAsync();
        await Service.ConfigureAsync(ConfigOfFirst);
        (await Service.SystemctlAsync("reload")).OrThrow();
        await Eventually.GetAsync("the unix socket is removed", Loopback.Patience, StoredAsync, n => n == before - 1);
        await load.GoesOnAsync();
        await AssertNothingLostAsync(load);
    }

    [Test]
    public async Task Killed_daemon_loses_its_sessions_and_no_client_is_refused()
    {
        var pid = await Service.MainPidAsync();
        await using var load = await ServiceLoad.StartAsync(Network, Port);
        (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=KILL")).OrThrow();
        pid = await NextPidAsync(pid);
        await load.GoesOnAsync();
        await AssertOneProcessAsync(pid);
        var ends = await load.StopAsync();
        Assert.That(load.Refused, Is.Empty);
        Assert.That(ends, Is.Not.Empty, "Their peers see the end.");
        using var unix = await TestSession.OpenUnixAsync(Machine.PathOf(UnixPath));
        Assert.That(await unix.EchoAsync("by its path"), Is.EqualTo("by its path"));
    }

    protected override Task PrepareAsync() => InstallAsync();

    /// <summary>As a package manager does: a new file takes the place of the old one.</summary>
    private async Task InstallAsync()
    {
        (await Machine.RunAsync("install", "-m", "755", "/usr/bin/l4balancer", Program + ".new")).OrThrow();
        (await Machine.RunAsync("mv", Program + ".new", Program)).OrThrow();
    }

    private static string ProgramOf(int pid) => File.ResolveLinkTarget($"/proc/{pid}/exe", false)!.FullName;

    private async Task<int> NextPidAsync(int pid)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{pid}");
        var next = await Service.WaitForPropertyAsync("MainPID", main => main != "0" && main != text);
        await Service.WaitForPropertyAsync("ActiveState", state => state == "active");
        return int.Parse(next, CultureInfo.InvariantCulture);
    }

    private async Task AssertOneProcessAsync(int pid)
    {
        var running = await Eventually.GetAsync(
            "one process", Loopback.Patience,
            async () => (await Machine.RunAsync("pgrep", "-x", "l4balancer")).Text, text => !text.Contains('\n'));
        Assert.That(running, Is.EqualTo($"{pid}"));
    }

    private static async Task AssertNothingLostAsync(ServiceLoad load)
    {
        Assert.That(await load.StopAsync(), Is.Empty, "Sessions");
        Assert.That((load.Refused, load.Cut), Is.EqualTo((Array.Empty<FailedSession>(), Array.Empty<FailedSession>())));
    }

    private async Task<int> StoredAsync() =>
        int.Parse(await Service.PropertyAsync("NFileDescriptorStore"), CultureInfo.InvariantCulture);

    /// <summary>A socket for each loop, and the unix socket.</summary>
    private async Task<int> ListeningAsync() =>
        ProcFs.Threads(await Service.OutsidePidAsync(), "loop ").Length + 1;

    private async Task<long> FedAtAsync() =>
        long.Parse(await Service.PropertyAsync("WatchdogTimestampMonotonic"), CultureInfo.InvariantCulture);
}
