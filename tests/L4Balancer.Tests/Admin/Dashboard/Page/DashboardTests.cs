using L4Balancer.Telemetry;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>The page for an operator and a reader. Tests that change something have their own pool.</summary>
internal sealed class DashboardTests
{
    private WatchedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _daemon = await WatchedDaemon.StartAsync(
            ("quiet", 2), ("failing", 4), ("clicked", 2), ("typed", 2), ("read", 2), ("weighed", 2));

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task The_page_loads_without_errors_and_contacts_only_its_daemon()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await Expect(page.Tab.Locator("#events li").First).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#charts canvas")).ToHaveCountAsync(3);
        Assert.That(page.Complaints, Is.Empty);
        Assert.That(page.Requests, Is.Not.Empty);
        Assert.That(
            page.Requests.Where(u => u.Scheme != "data" && u.Authority != _daemon.Root.Authority), Is.Empty);
    }

    [Test]
    public async Task The_token_is_removed_from_the_address_bar_and_survives_a_reload_of_the_page()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        Assert.That(page.Tab.Url, Is.EqualTo(_daemon.Root.ToString()));
        await page.Tab.ReloadAsync();
        await Expect(page.Tab.Locator("[data-fact=role]")).ToHaveTextAsync("operator");
        Assert.That(page.Requests.Select(u => u.PathAndQuery), Has.None.Contains(WatchedDaemon.OperatorToken));
    }

    [Test]
    public async Task A_backend_that_goes_down_is_shown_within_two_seconds()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var backends = new Queue<EchoBackend>(_daemon.Backends("failing").Skip(1));
        var took = await Standstill.RepeatAsync(
            async () =>
            {
                var backend = backends.Dequeue();
                await Expect(page.Backend(backend)).ToHaveAttributeAsync("data-level", "good");
                await backend.DisposeAsync();
                await _daemon.Process.LogsAsync(EventIds.BackendDown, backend.Address);
                var began = TimeProvider.System.GetTimestamp();
                await Expect(page.Backend(backend)).ToContainTextAsync("down");
                var shown = TimeProvider.System.GetElapsedTime(began);
                await Expect(page.Tab.Locator("#verdict")).ToHaveAttributeAsync("data-level", "warn");
                await Expect(page.Tab.Locator("#events")).ToContainTextAsync(backend.Address);
                return shown;
            },
            shown => shown < TimeSpan.FromSeconds(2), tries: backends.Count);
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task A_backend_can_be_drained_with_the_mouse()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var backend = _daemon.Backends("clicked")[0];
        await page.Backend(backend).ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Drain…" }).ClickAsync();
        await page.Tab.GetByLabel("Deadline in seconds").FillAsync("3600");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Drain", Exact = true }).ClickAsync();
        await _daemon.WantsAsync(backend, "drain");
        Assert.That((await _daemon.LookAsync(backend)).TryGetProperty("drainEndsAt", out _), Is.True);
        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync("drain");
        await Expect(page.Tab.Locator("#ask")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_backend_can_be_drained_with_the_keyboard_alone_and_the_focus_returns()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var backend = _daemon.Backends("typed")[1];
        await page.TabToAsync($"[data-backend='{backend.Address}']");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.TabToAsync("#detail-actions button:first-child");
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.TabToAsync("#ask-do");
        await page.Tab.Keyboard.PressAsync("Enter");
        await _daemon.WantsAsync(backend, "drain");
        await Expect(page.Tab.Locator("#ask")).ToBeHiddenAsync();
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(page.Tab.Locator("#detail")).ToBeHiddenAsync();
        await Expect(page.Backend(backend)).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_weight_is_set_and_a_refusal_is_shown_with_the_message_of_the_daemon()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var backend = _daemon.Backends("weighed")[0];
        await page.Backend(backend).ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Weight…" }).ClickAsync();
        await page.Tab.EvaluateAsync("() => { document.getElementById('ask-form').noValidate = true; }");
        await page.Tab.GetByLabel("Weight", new() { Exact = true }).FillAsync("1001");
        await page.Tab.Locator("#ask-do").ClickAsync();
        await Expect(page.Tab.Locator("#ask-error")).ToContainTextAsync("weight");
        await page.Tab.GetByLabel("Weight", new() { Exact = true }).FillAsync("7");

        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That((await _daemon.LookAsync(backend)).GetProperty("weight").GetInt32(), Is.EqualTo(7));
        await Expect(page.Backend(backend)).ToContainTextAsync("weight");
    }

    [Test]
    public async Task A_reader_gets_no_buttons_and_a_forced_request_is_refused()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, WatchedDaemon.ReaderToken);
        var backend = _daemon.Backends("read")[0];
        await Expect(page.Tab.Locator("[data-fact=role]")).ToHaveTextAsync("reader");
        await Expect(page.Tab.Locator("#reload")).ToBeHiddenAsync();
        await page.Backend(backend).ClickAsync();
        await Expect(page.Tab.Locator("#detail-facts")).ToContainTextAsync("Failed connects");
        await Expect(page.Tab.Locator("#detail-actions button")).ToHaveCountAsync(0);
        var status = await page.Tab.EvaluateAsync<int>(
            """
            async path => (await fetch(path, { method: 'POST', headers: {
              Authorization: `Bearer ${sessionStorage.getItem('l4balancer.token')}`, 'Content-Type': 'application/json',
            }, body: '{}' })).status
            """,
            $"/v1/pools/read/backends/{Uri.EscapeDataString(backend.Address)}/maintenance");
        Assert.That(status, Is.EqualTo(403));
        Assert.That((await _daemon.LookAsync(backend)).GetProperty("intent").GetString(), Is.EqualTo("ready"));
    }

    [Test]
    public async Task A_page_without_a_token_asks_for_one()
    {
        await using var page = await OpenPage.OpenAsync(_daemon, token: "");
        await page.Tab.Locator("#ask-token").FillAsync("not a token of this balancer");
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#ask-text")).ToContainTextAsync("did not accept this token");
        await page.Tab.Locator("#ask-token").FillAsync(WatchedDaemon.ReaderToken);
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("[data-fact=role]")).ToHaveTextAsync("reader");
    }
}
