using L4Balancer.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Acts of the page that sessions feel: what it says is done happens to real ones.</summary>
internal sealed class SessionActsTests
{
    private WatchedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _daemon = await WatchedDaemon.StartAsync(
        ("resting", 2), ("weighed", 2), ("reset", 1), ("closed", 1), ("read", 1));

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task A_backend_in_maintenance_gets_no_new_sessions_until_it_is_set_ready()
    {
        var (resting, other) = (_daemon.Backends("resting")[0], _daemon.Backends("resting")[1]);
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Backend(resting).ClickAsync();
        await page.BeginAsync("Maintenance…");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        await _daemon.WantsAsync(resting, "maintenance");
        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync("maintenance");

        var before = (Resting: await _daemon.PicksAsync(resting), Other: await _daemon.PicksAsync(other));
        for (var i = 0; i < 4; i++) (await _daemon.ConnectAsync("resting")).Dispose();
        await _daemon.PicksReachAsync(other, before.Other + 4);
        Assert.That(await _daemon.PicksAsync(resting), Is.EqualTo(before.Resting));

        await page.BeginAsync("Ready…");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        await _daemon.WantsAsync(resting, "ready");
        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync("up");
        await GetsSessionsAsync(resting);
    }

    [Test]
    public async Task A_weight_is_written_to_the_config_file_on_request()
    {
        var backend = _daemon.Backends("weighed")[1];
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Backend(backend).ClickAsync();
        await page.BeginAsync("Weight…");
        await page.Tab.Locator("#ask-weight").FillAsync("7");
        await page.Tab.Locator("#ask-persist").CheckAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That((await _daemon.LookAsync(backend)).GetProperty("weight").GetInt32(), Is.EqualTo(7));
        Assert.That(await _daemon.ReadConfigAsync(), Does.Match($"{backend.Address}\"?, weight: 7"));
        await Expect(page.Tab.Locator("#toast")).ToHaveTextAsync($"The weight of {backend.Address} has been set.");
        await Expect(page.Tab.Locator("#toast")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_reset_ends_the_sessions_of_the_backend()
    {
        var backend = _daemon.Backends("reset")[0];
        using var client = await _daemon.ConnectAsync("reset");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Backend(backend).ClickAsync();
        await page.BeginAsync("Reset sessions…");
        await WatchedDaemon.AnswersAsync(client);
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await Eventually.GetAsync("no session on the backend", Loopback.Patience,
            async () => (await _daemon.LookAsync(backend)).GetProperty("active").GetInt32(), n => n == 0);
        await Expect(page.Tab.Locator("#detail-facts")).ToContainTextAsync("Ended: operator-reset");
    }

    [Test]
    public async Task One_session_of_the_table_is_closed_and_the_others_continue()
    {
        using var closed = await _daemon.ConnectAsync("closed");
        using var kept = await _daemon.ConnectAsync("closed");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Backend(_daemon.Backends("closed")[0]).ClickAsync();
        await page.Tab.Locator("#sessions-show").ClickAsync();
        var rows = page.Tab.Locator("#sessions-rows tr");
        await Expect(rows).ToHaveCountAsync(2);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = $"Close the session of {closed.LocalEndPoint}" })
            .ClickAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That((await closed.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await WatchedDaemon.AnswersAsync(kept);
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync($"{kept.LocalEndPoint}");
        var running = await _daemon.LookAsync("/v1/sessions?pool=closed");
        Assert.That(running.GetProperty("total").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_reader_sees_pools_and_sessions_but_no_actions()
    {
        using var client = await _daemon.ConnectAsync("read");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, WatchedDaemon.ReaderToken);
        await page.Pool("read").ClickAsync();
        await Expect(page.Tab.Locator("#detail-facts")).ToContainTextAsync("Tier in use");
        await Expect(page.Tab.Locator("#detail-actions button")).ToHaveCountAsync(0);
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Backend(_daemon.Backends("read")[0]).ClickAsync();
        await page.Tab.Locator("#sessions-show").ClickAsync();
        await Expect(page.Tab.Locator("#sessions-rows tr")).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#sessions-rows button")).ToHaveCountAsync(0);
    }

    private async Task GetsSessionsAsync(EchoBackend backend)
    {
        var before = await _daemon.PicksAsync(backend);
        await Eventually.GetAsync($"a session on {backend.Address}", Loopback.Patience, async () =>
        {
            (await _daemon.ConnectAsync(backend.Pool)).Dispose();
            return await _daemon.PicksAsync(backend);
        }, picks => picks > before);
    }
}
