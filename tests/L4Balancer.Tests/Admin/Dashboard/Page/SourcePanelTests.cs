using System.Net;
using L4Balancer.Core;
using L4Balancer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>The table of sources on the page: there while a listener counts them.</summary>
internal sealed class SourcePanelTests
{
    [Test]
    public async Task Sources_are_shown_as_soon_as_a_listener_counts_them()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("counted", 1), ("other", 1));
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await Expect(page.Tab.Locator("#sources")).ToBeHiddenAsync();
        await daemon.EditConfigAsync("pool: counted }", "pool: counted, per-source: { max-connections: 1 } }");
        using var answer = await daemon.Http.PostAsync("/v1/reload", null);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());

        using var served = await daemon.ConnectAsync("counted");
        var (_, port) = daemon.Process.Listener("counted");
        using var refused = await Loopback.TryConnectAsync(NetAddress.FromIp(IPAddress.Loopback, port));
        if (refused is not null) Assert.That((await refused.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await page.Tab.Locator("#sources-order").SelectOptionAsync("refused");
        var row = page.Tab.Locator("#sources-rows tr");
        await Expect(row.Locator("th, td")).ToHaveTextAsync(["127.0.0.1", "counted", "1", "2", "1"]);
        await Expect(page.Tab.Locator("#sources-note")).ToHaveTextAsync("Not counted at other.");
        foreach (var audit in (string[])[Audits.Names, Audits.Contrast])
            Assert.That(await page.FaultsAsync(audit), Is.Empty);
        Assert.That(page.Complaints, Is.Empty);
    }
}
