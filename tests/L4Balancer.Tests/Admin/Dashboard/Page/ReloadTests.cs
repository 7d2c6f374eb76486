using L4Balancer.Telemetry;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>A config file is put in force from the page, which first shows what that would do.</summary>
internal sealed class ReloadTests
{
    [Test]
    public async Task A_reload_is_previewed_and_then_applied()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("one", 1));
        await daemon.EditConfigAsync("fall: 2", "fall: 5");
        using var client = await daemon.ConnectAsync("one");
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await page.Tab.Locator("#reload").ClickAsync();
        await Expect(page.Tab.Locator("#ask")).ToContainTextAsync("pools.one.health.fall");
        Assert.That(daemon.Process.Logged(EventIds.ReloadDone), Is.Empty);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Reload", Exact = true }).ClickAsync();
        await daemon.Process.LogsAsync(EventIds.ReloadDone);
        await Expect(page.Tab.Locator("#ask")).ToBeHiddenAsync();
        await Expect(page.Tab.Locator("#events")).ToContainTextAsync("Reloaded");
        var config = (await daemon.LookAsync("/v1/config")).GetProperty("yaml").GetString();
        Assert.That(config, Does.Contain("fall: 5"));
        await WatchedDaemon.AnswersAsync(client);
    }

    [Test]
    public async Task Every_error_of_a_file_is_shown_without_an_action()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("one", 1));
        await daemon.EditConfigAsync("fall: 2", "fall: 0, rize: 1");
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await page.Tab.Locator("#reload").ClickAsync();
        await Expect(page.Tab.Locator("#ask")).ToContainTextAsync("did you mean rise?");
        await Expect(page.Tab.Locator("#ask")).ToContainTextAsync("0 is out of range");
        await Expect(page.Tab.Locator("#ask-do")).ToBeHiddenAsync();
    }
}
