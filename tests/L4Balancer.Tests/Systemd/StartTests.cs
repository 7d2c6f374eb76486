namespace L4Balancer.Tests.Systemd;

internal sealed class StartTests : ServiceFixture
{
    /// <summary>Bit 10 of the masks in /proc/PID/status, capabilities(7).</summary>
    private const string OnlyNetBindService = "0000000000000400";

    [Test]
    public async Task Service_is_active_when_the_daemon_says_that_it_is_ready()
    {
        Assert.That(await Service.PropertyAsync("Type"), Is.EqualTo("notify"));
        Assert.That(await Service.PropertyAsync("ActiveState"), Is.EqualTo("active"));
        Assert.That(await Service.PropertyAsync("SubState"), Is.EqualTo("running"));
        Assert.That(await Service.PropertyAsync("StatusText"), Does.StartWith("1 listeners, 1 pools, 1 backends"));
    }

    [Test]
    public async Task Session_through_a_port_below_1024_reaches_the_backend()
    {
        using var session = await OpenSessionAsync();
        Assert.That(session.Backend, Is.EqualTo("first"));
        Assert.That(await session.EchoAsync("hello"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Daemon_runs_as_a_dynamic_user_with_one_capability()
    {
        var pid = await Service.OutsidePidAsync();
        var uid = int.Parse(ProcFs.Field(pid, "Uid")!.Split('\t')[0]);
        Assert.That(uid, Is.InRange(61184, 65519), "The range of dynamic users, systemd.exec(5).");
        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
            Assert.That(ProcFs.Field(pid, set), Is.EqualTo(OnlyNetBindService), set);
    }

    [Test]
    public async Task Daemon_is_confined_by_the_kernel()
    {
        var pid = await Service.OutsidePidAsync();
        Assert.That(ProcFs.Field(pid, "NoNewPrivs"), Is.EqualTo("1"));
        Assert.That(ProcFs.Field(pid, "Seccomp"), Is.EqualTo("2"), "A filter of system calls is in force.");
    }

    [Test]
    public async Task Unit_file_is_valid()
    {
        var faults = await Machine.RunAsync("systemd-analyze", "verify", "l4balancer.service");
        Assert.That((faults.ExitCode, faults.Output + faults.Errors), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Invalid_file_fails_the_start_once_with_the_errors_in_the_journal()
    {
        (await Service.SystemctlAsync("stop")).OrThrow();
        await Service.ConfigureAsync(BadConfig);
        var end = await Service.JournalEndAsync();
        Assert.That((await Service.SystemctlAsync("start")).ExitCode, Is.Not.Zero);
        var state = await Service.PropertyAsync("ActiveState");
        Assert.That(state, Is.EqualTo("failed"), "It is not started again and again.");
        Assert.That(await Service.JournalAfterAsync(end), Does.Contain(BadPlace));
    }
}
