using L4Balancer.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Response times and capacity on the page, with real traffic.</summary>
internal sealed class AssessmentTests
{
    private WatchedDaemon _daemon = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _daemon = await WatchedDaemon.StartAsync(("busy", 2), ("idle", 1));
        await Eventually.GetAsync(
            "answers in a step of the history", Loopback.Patience, AskAsync,
            report => report.GetProperty("series").GetArrayLength() == 2);

        // Traffic goes on until a step shows it: a step without a predecessor has no rates.
        async Task<System.Text.Json.JsonElement> AskAsync()
        {
            for (var i = 0; i < 4; i++) (await _daemon.ConnectAsync("busy")).Dispose();
            return await _daemon.LookAsync("/v1/history/response-times?pool=busy");
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task Each_backend_that_answers_has_a_strip_whose_values_are_read_with_mouse_and_keyboard()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var strips = page.Tab.Locator("#heat .strip");
        await Expect(strips).ToHaveCountAsync(2);
        await Expect(page.Tab.Locator("#heat .cell[data-heat='1']").First).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#heat-legend li")).ToHaveCountAsync(5);
        await Expect(strips.First).ToHaveAttributeAsync(
            "aria-label", $"Response time of {Addresses("busy")[0]} in pool busy, last 15 minutes");

        var value = page.Tab.Locator("#heat .value").First;
        await Expect(value).ToContainTextAsync("at most");
        await strips.First.HoverAsync(new() { Position = new() { X = 2, Y = 4 } });
        await Expect(value).ToContainTextAsync(": no answer");
        await page.Tab.Mouse.MoveAsync(0, 0);
        await Expect(value).ToContainTextAsync("at most");

        await strips.First.FocusAsync();
        await page.Tab.Keyboard.PressAsync("Home");
        await Expect(strips.First).ToHaveAttributeAsync("aria-valuenow", "1");
        await page.Tab.Keyboard.PressAsync("ArrowRight");
        await Expect(strips.First).ToHaveAttributeAsync("aria-valuenow", "2");
        await Expect(value).ToContainTextAsync(": no answer");
        await Expect(strips.First).ToHaveAttributeAsync("aria-valuetext", await value.InnerTextAsync());
    }

    [Test]
    public async Task Pools_are_assessed_and_the_backends_of_the_chosen_one_are_listed()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        var pools = page.Tab.Locator("#capacity-pools tr");
        await Expect(pools).ToHaveCountAsync(2);
        await Expect(pools.Filter(new() { HasText = "idle" }))
            .ToContainTextAsync("nothing serves: clients are refused");
        await Expect(page.Tab.Locator("#capacity-scroll")).ToBeHiddenAsync();
        await page.Tab.Locator("#scope").SelectOptionAsync("busy");
        await Expect(page.Tab.Locator("#capacity-backends tr")).ToHaveCountAsync(2);
        await Expect(pools).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#capacity-backends")).ToContainTextAsync(Addresses("busy")[0]);
        Assert.That(page.Complaints, Is.Empty);
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Strips_and_tables_have_names_and_enough_contrast_and_fit_a_phone(ColorScheme colours)
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon, width: 360, colours: colours);
        await page.Tab.Locator("#scope").SelectOptionAsync("busy");
        await Expect(page.Tab.Locator("#heat .strip")).ToHaveCountAsync(2);
        await Expect(page.Tab.Locator("#capacity-backends tr")).ToHaveCountAsync(2);
        Assert.That(await page.FaultsAsync(Audits.Names), Is.Empty);
        Assert.That(await page.FaultsAsync(Audits.Contrast), Is.Empty);
        Assert.That(
            await page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
    }

    private string[] Addresses(string pool) =>
        [.. _daemon.Backends(pool).Select(b => b.Address).Order(StringComparer.Ordinal)];
}
