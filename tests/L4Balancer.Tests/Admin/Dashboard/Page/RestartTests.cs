using L4Balancer.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>The page while the daemon is away, and after.</summary>
internal sealed class RestartTests
{
    [Test]
    public async Task The_page_reports_that_the_daemon_is_gone_and_recovers_by_itself()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("pool", 2));
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        var banner = page.Tab.Locator("#banner");
        await Expect(banner).ToBeHiddenAsync();
        await daemon.StopAsync();
        await Expect(banner).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#verdict")).ToContainTextAsync("no connection");
        await daemon.RunAsync();
        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.Tab.Locator("#verdict")).ToHaveAttributeAsync("data-level", "good");

        // The new daemon's events are shown although they have the same numbers as the old ones.
        using var answer = await daemon.Http.PostAsync(
            $"/v1/pools/pool/backends/{Uri.EscapeDataString(daemon.Backends("pool")[0].Address)}/maintenance", null);
        Assert.That(answer.IsSuccessStatusCode, Is.True);
        await Expect(page.Backend(daemon.Backends("pool")[0])).ToContainTextAsync("maintenance");
        await Expect(page.Tab.Locator("#events")).ToContainTextAsync("maintenance");
    }

    [TestCase("**/v1/events*")]
    [TestCase("**/v1/history*")]
    public async Task A_request_that_was_refused_for_lack_of_time_is_retried(string what)
    {
        await using var daemon = await WatchedDaemon.StartAsync(("pool", 1));
        await using var page = await OpenPage.OpenAsync(daemon, WatchedDaemon.ReaderToken);
        var asked = 0;
        await page.Tab.RouteAsync(what, route => Interlocked.Increment(ref asked) == 1
            ? route.FulfillAsync(new RouteFulfillOptions { Status = 429 })
            : route.ContinueAsync());
        await page.Tab.ReloadAsync();
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) > 1, () => $"{what} is asked for again");
        await Expect(page.Tab.Locator("#events li").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task Only_the_first_of_many_backends_are_drawn_and_the_filter_finds_the_others()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("few", 2), ("many", 420));
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await Expect(page.Tab.Locator(".backend")).ToHaveCountAsync(400);
        await Expect(page.Tab.Locator("#picture-note")).ToContainTextAsync("22 more backends");
        var last = daemon.Backends("many")[^1];
        await Expect(page.Backend(last)).ToHaveCountAsync(0);
        await page.Tab.Locator("#filter").FillAsync(last.Address);
        await Expect(page.Backend(last)).ToBeVisibleAsync();
        await Expect(page.Tab.Locator(".backend")).ToHaveCountAsync(1);
    }
}
