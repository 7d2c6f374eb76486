using System.Net;
using System.Net.Http.Json;
using L4Balancer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Backends are added to a pool and removed from it on the page.</summary>
internal sealed class EntryActsTests
{
    private WatchedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _daemon = await WatchedDaemon.StartAsync(
        ("grown", 1), ("shrunk", 2), ("typed", 2), ("single", 1), ("returning", 2));

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task A_backend_that_is_added_is_shown_and_gets_sessions()
    {
        await using var added = new EchoBackend("grown");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await BeginAddAsync(page, "grown", $" {added.Address} ");
        await page.Tab.Locator("#ask-weight").FillAsync("3");
        await page.Tab.Locator("#ask-maxConnections").FillAsync("50");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        var seen = await _daemon.LookAsync(added);
        Assert.That(seen.GetProperty("weight").GetInt32(), Is.EqualTo(3));
        Assert.That(seen.GetProperty("maxConnections").GetInt32(), Is.EqualTo(50));
        Assert.That(seen.GetProperty("tier").GetInt32(), Is.Zero);
        await Expect(page.Backend(added)).ToContainTextAsync("added");
        await Eventually.GetAsync("a session on it", Loopback.Patience, async () =>
        {
            (await _daemon.ConnectAsync("grown")).Dispose();
            return await _daemon.PicksAsync(added);
        }, picks => picks > 0);
        Assert.That(await _daemon.ReadConfigAsync(), Does.Not.Contain(added.Address));
    }

    [Test]
    public async Task An_invalid_addition_is_refused_with_the_message_of_the_daemon_and_can_be_corrected()
    {
        var known = _daemon.Backends("single")[0].Address;
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await BeginAddAsync(page, "single", known);
        Assert.That(await page.ConfirmAsync(), Does.Contain($"it has {known} already"));
        await page.Tab.Locator("#ask-address").FillAsync("127.0.0.1");
        Assert.That(await page.ConfirmAsync(), Does.Contain("address").And.Contain("port"));
        await page.Tab.Locator("#ask-cancel").ClickAsync();
        Assert.That(await EntriesAsync("single"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_addition_and_a_removal_are_written_to_the_config_file_or_it_says_why_not()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("pool", 2));
        await using var added = new EchoBackend("pool");
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await BeginAddAsync(page, "pool", added.Address);
        await page.Tab.Locator("#ask-persist").CheckAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await daemon.ReadConfigAsync(), Does.Contain(added.Address));
        await page.Tab.Keyboard.PressAsync("Escape");

        var first = daemon.Backends("pool")[0];
        await BeginRemoveAsync(page, first);
        await page.Tab.Locator("#ask-persist").CheckAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await daemon.ReadConfigAsync(), Does.Not.Contain(first.Address));
        await page.Tab.Keyboard.PressAsync("Escape");

        await daemon.EditConfigAsync("fall: 2", "fall: 3");
        await BeginRemoveAsync(page, added);
        await page.Tab.Locator("#ask-persist").CheckAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        await Expect(page.Tab.Locator("#toast")).ToContainTextAsync("has been removed. It is not in the config file:");
        await Expect(page.Tab.Locator("#toast")).ToBeVisibleAsync();
        Assert.That(await daemon.ReadConfigAsync(), Does.Contain(added.Address));
    }

    [Test]
    public async Task The_sessions_of_a_removed_backend_continue_and_can_still_be_closed()
    {
        var removed = _daemon.Backends("shrunk")[0];
        using var maintained = await _daemon.Http.PostAsync(
            WatchedDaemon.PathOf(_daemon.Backends("shrunk")[1]) + "/maintenance", null);
        using var client = await _daemon.ConnectAsync("shrunk");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await BeginRemoveAsync(page, removed);
        await Expect(page.Tab.Locator("#ask-text")).ToContainTextAsync("The running session continues");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        await IsGoneAsync(removed);
        await WatchedDaemon.AnswersAsync(client);

        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync("no longer in pool shrunk");
        await Expect(page.Tab.Locator("#detail-actions button")).ToHaveCountAsync(0);
        await page.Tab.Locator("#sessions-show").ClickAsync();
        await page.Tab.Locator("#sessions-rows button").ClickAsync();
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
    }

    [Test]
    public async Task A_backend_that_returns_with_its_counters_is_not_shown_as_a_burst_of_sessions()
    {
        var backend = _daemon.Backends("returning")[0];
        using var running = await _daemon.ConnectAsync("returning");
        using var another = await _daemon.ConnectAsync("returning");
        await _daemon.PicksReachAsync(backend, 1);
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await Expect(page.Tab.Locator("[data-fact=rate]")).ToHaveTextAsync("0");
        using var removed = await _daemon.Http.DeleteAsync(WatchedDaemon.PathOf(backend));
        await Expect(page.Backend(backend)).ToHaveCountAsync(0);
        using var added = await _daemon.Http.PostAsJsonAsync(
            "/v1/pools/returning/backends", new { address = backend.Address });
        await Expect(page.Backend(backend)).ToHaveCountAsync(1);
        Assert.That(await _daemon.PicksAsync(backend), Is.Positive);
        Assert.That(await page.Tab.Locator("[data-fact=rate]").InnerTextAsync(), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_backend_can_be_removed_with_the_keyboard_alone_and_the_focus_moves_to_its_pool()
    {
        var removed = _daemon.Backends("typed")[1];
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.TabToAsync($"[data-backend='{removed.Address}']");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.TabToAsync("#detail-actions button:last-child");
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#ask-title")).ToContainTextAsync($"Remove {removed.Address}");
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Tab.Locator("#ask")).ToBeHiddenAsync();
        await Expect(page.Tab.Locator("#detail-actions button").Last).ToBeFocusedAsync();
        Assert.That(await EntriesAsync("typed"), Is.EqualTo(2), "Escape does nothing.");

        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#ask-cancel")).ToBeFocusedAsync();
        await page.TabToAsync("#ask-do");
        await page.Tab.Keyboard.PressAsync("Enter");
        await IsGoneAsync(removed);
        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync("no longer in pool typed");
        await Expect(page.Tab.Locator("#detail-close")).ToBeFocusedAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Pool("typed")).ToBeFocusedAsync();
    }

    [Test]
    public async Task The_last_backend_of_a_pool_stays_and_the_refusal_is_shown()
    {
        var last = _daemon.Backends("single")[0];
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await BeginRemoveAsync(page, last);
        Assert.That(await page.ConfirmAsync(), Does.Contain("a pool keeps one"));
        Assert.That((await _daemon.LookAsync(last)).GetProperty("isServing").GetBoolean(), Is.True);
    }

    private static async Task BeginAddAsync(OpenPage page, string pool, string address)
    {
        await page.Pool(pool).ClickAsync();
        await page.BeginAsync("Add a backend…");
        await page.Tab.Locator("#ask-address").FillAsync(address);
    }

    private static async Task BeginRemoveAsync(OpenPage page, EchoBackend backend)
    {
        await page.Backend(backend).ClickAsync();
        await page.BeginAsync("Remove…");
    }

    private async Task<int> EntriesAsync(string pool) =>
        (await _daemon.LookAsync($"/v1/pools/{pool}")).GetProperty("backends").GetArrayLength();

    private Task<HttpStatusCode> IsGoneAsync(EchoBackend backend) => Eventually.GetAsync(
        $"no {backend.Address}", Loopback.Patience, async () =>
        {
            using var answer = await _daemon.Http.GetAsync(WatchedDaemon.PathOf(backend));
            return answer.StatusCode;
        }, status => status == HttpStatusCode.NotFound);
}
