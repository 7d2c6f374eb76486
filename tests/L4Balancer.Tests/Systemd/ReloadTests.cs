using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

internal sealed class ReloadTests : ServiceFixture
{
    [Test]
    public async Task Valid_file_is_applied_and_running_sessions_continue()
    {
        using var before = await OpenSessionAsync();
        var pid = await Service.MainPidAsync();
        await ReloadToSecondAsync();
        using var after = await OpenSessionAsync();
        Assert.That(after.Backend, Is.EqualTo("second"));
        Assert.That(before.Backend, Is.EqualTo("first"));
        Assert.That(await before.EchoAsync("still here"), Is.EqualTo("still here"));
        Assert.That(await Service.MainPidAsync(), Is.EqualTo(pid));
        Assert.That(await Service.PropertyAsync("ActiveState"), Is.EqualTo("active"));
    }

    [Test]
    public async Task Invalid_file_fails_the_reload_with_the_location()
    {
        var end = await Service.JournalEndAsync();
        await Service.ConfigureAsync(BadConfig);
        Assert.That((await Service.SystemctlAsync("reload")).ExitCode, Is.Not.Zero);
        Assert.That(await Service.JournalAfterAsync(end), Does.Contain(BadPlace));
        await AssertServesByTheOldFileAsync();
    }

    [Test]
    public async Task Invalid_file_signalled_without_the_check_changes_nothing()
    {
        using var before = await OpenSessionAsync();
        var end = await Service.JournalEndAsync();
        await Service.ConfigureAsync(BadConfig);
        (await Service.SystemctlAsync("kill", "--kill-who=main", "--signal=HUP")).OrThrow();
        await Service.WaitForJournalAsync(end, BadPlace);
        await AssertServesByTheOldFileAsync();
        Assert.That(await before.EchoAsync("still here"), Is.EqualTo("still here"));
    }

    [Test]
    public async Task Valid_file_after_an_invalid_one_is_applied()
    {
        await Service.ConfigureAsync(BadConfig);
        await Service.SystemctlAsync("reload");
        await ReloadToSecondAsync();
    }

    /// <summary>
    /// With Type=notify the reload command returns when the signal is sent, so the new table is waited for.
    /// </summary>
    private async Task ReloadToSecondAsync()
    {
        await Service.ConfigureAsync(ConfigOfSecond);
        (await Service.SystemctlAsync("reload")).OrThrow();
        await Eventually.GetAsync(
            "a session with the second backend", TimeSpan.FromSeconds(10), NewBackendAsync, name => name == "second");
        await Service.WaitForPropertyAsync("ActiveState", state => state == "active");
    }

    private async Task AssertServesByTheOldFileAsync()
    {
        var state = await Service.WaitForPropertyAsync("ActiveState", state => state != "reloading");
        Assert.That(state, Is.EqualTo("active"));
        Assert.That(await NewBackendAsync(), Is.EqualTo("first"));
    }

    private async Task<string?> NewBackendAsync()
    {
        using var session = await OpenSessionAsync();
        return session.Backend;
    }
}
