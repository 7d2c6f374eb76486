using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>The page works on every screen, in both themes, without a mouse and with a screen reader.</summary>
internal sealed class AccessTests
{
    private WatchedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _daemon = await WatchedDaemon.StartAsync(("database", 3), ("cache", 2));

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [TestCase(360)]
    [TestCase(768)]
    [TestCase(1920)]
    public async Task Nothing_is_wider_than_the_screen(int width)
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, width: width);
        Assert.That(await WidthAsync(page), Is.LessThanOrEqualTo(width));
        await page.Backend(_daemon.Backends("cache")[0]).ClickAsync();
        Assert.That(
            await page.Tab.EvaluateAsync<int>("() => Math.ceil(document.getElementById('detail').scrollWidth)"),
            Is.LessThanOrEqualTo(width));
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Every_element_has_an_accessible_name_and_enough_contrast(ColorScheme colours)
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, colours: colours);
        await CheckAsync(page);
        await page.Backend(_daemon.Backends("database")[0]).ClickAsync();
        await CheckAsync(page);
        foreach (var act in new[] { "Drain…", "Weight…", "Remove…" })
        {
            await page.BeginAsync(act);
            await CheckAsync(page);
            await page.Tab.Keyboard.PressAsync("Escape");
        }

        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Pool("database").ClickAsync();
        await CheckAsync(page);
        await page.BeginAsync("Add a backend…");
        await CheckAsync(page);
    }

    [Test]
    public async Task Sessions_can_be_read_and_closed_on_a_phone_without_scrolling_sideways()
    {
        using var one = await _daemon.ConnectAsync("cache");
        using var two = await _daemon.ConnectAsync("cache");
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, width: 360);
        await page.Backend(_daemon.Backends("cache")[0]).ClickAsync();
        await page.Tab.Locator("#sessions-show").ClickAsync();
        var client = page.Tab.Locator("#sessions-rows th").First;
        await Expect(client).ToBeVisibleAsync();
        const string Beyond = "() => { const s = document.getElementById('sessions-scroll');"
            + " return Math.ceil(s.scrollWidth - s.clientWidth); }";
        Assert.That(await page.Tab.EvaluateAsync<int>(Beyond), Is.Zero);
        Assert.That((await client.BoundingBoxAsync())!.Height, Is.LessThan(40), "The address is on one line.");
        await CheckAsync(page);
    }

    [Test]
    public async Task The_audits_detect_problems()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Tab.EvaluateAsync(
            """
            () => {
              const faint = document.createElement('p');
              faint.textContent = 'faint';
              faint.style.color = '#ccc';
              document.getElementById('main').append(faint, document.createElement('button'));
            }
            """);
        Assert.That(await page.FaultsAsync(Audits.Contrast), Has.Exactly(1).Contains("faint"));
        Assert.That(await page.FaultsAsync(Audits.Names), Has.Exactly(1).Contains("no name"));
    }

    [Test]
    public async Task The_theme_follows_the_system_until_one_is_chosen()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, colours: ColorScheme.Dark);
        var dark = await GroundAsync(page);
        await page.Tab.Locator("#theme").ClickAsync();
        await Expect(page.Tab.Locator("#theme")).ToHaveTextAsync("Theme: light");
        var light = await GroundAsync(page);
        Assert.That(light, Is.Not.EqualTo(dark));
        await page.Tab.ReloadAsync();
        Assert.That(await GroundAsync(page), Is.EqualTo(light));
    }

    [Test]
    public async Task New_snapshots_do_not_take_the_focus_or_move_anything()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var backend = page.Backend(_daemon.Backends("database")[2]);
        await backend.FocusAsync();
        var before = await backend.BoundingBoxAsync();
        var uptime = page.Tab.Locator("[data-fact=uptime]");
        for (var i = 0; i < 2; i++) await Expect(uptime).Not.ToHaveTextAsync(await uptime.InnerTextAsync());
        await Expect(backend).ToBeFocusedAsync();
        var after = await backend.BoundingBoxAsync();
        Assert.That((after!.X, after.Y, after.Width), Is.EqualTo((before!.X, before.Y, before.Width)));
    }

    private static async Task CheckAsync(OpenPage page)
    {
        Assert.That(await page.FaultsAsync(Audits.Names), Is.Empty);
        Assert.That(await page.FaultsAsync(Audits.Contrast), Is.Empty);
    }

    private static Task<int> WidthAsync(OpenPage page) =>
        page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

    private static Task<string> GroundAsync(OpenPage page) =>
        page.Tab.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
