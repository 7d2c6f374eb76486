namespace L4Balancer.Tests.Systemd;

/// <summary>The drop-in for systemd 253 and later, on a Debian that has one.</summary>
internal sealed class NotifyReloadTests() : ServiceFixture("trixie")
{
    private const string DropIn = "notify-reload.conf";

    protected override (string Name, string Text)[] DropIns =>
        [(DropIn, Repository.TextOf("systemd", "l4balancer.service.d", DropIn))];

    [Test]
    public async Task Reload_returns_when_the_new_file_is_in_effect()
    {
        Assert.That(await Service.PropertyAsync("Type"), Is.EqualTo("notify-reload"));
        await Service.ConfigureAsync(ConfigOfSecond);
        (await Service.SystemctlAsync("reload")).OrThrow();
        using var session = await OpenSessionAsync();
        Assert.That(session.Backend, Is.EqualTo("second"), "Nothing was waited for.");
    }

    [Test]
    public async Task Invalid_file_fails_the_reload_and_the_old_one_stays()
    {
        var end = await Service.JournalEndAsync();
        await Service.ConfigureAsync(BadConfig);
        Assert.That((await Service.SystemctlAsync("reload")).ExitCode, Is.Not.Zero);
        Assert.That(await Service.JournalAfterAsync(end), Does.Contain(BadPlace));
        var state = await Service.WaitForPropertyAsync("ActiveState", state => state != "reloading");
        Assert.That(state, Is.EqualTo("active"));
        using var session = await OpenSessionAsync();
        Assert.That(session.Backend, Is.EqualTo("first"));
    }

    [Test]
    public async Task Unit_file_is_valid()
    {
        var faults = await Machine.RunAsync("systemd-analyze", "verify", "l4balancer.service");
        Assert.That((faults.ExitCode, faults.Output + faults.Errors), Is.EqualTo((0, "")));
    }
}
