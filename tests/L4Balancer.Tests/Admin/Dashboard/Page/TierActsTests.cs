using L4Balancer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Pools are moved between tiers on the page.</summary>
internal sealed class TierActsTests
{
    [Test]
    public async Task A_pool_fails_over_and_back_and_its_new_sessions_follow()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("pool", 2));
        await GiveBackupAsync(daemon, "manual");
        var (primary, backup) = (daemon.Backends("pool")[0], daemon.Backends("pool")[1]);
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await page.Pool("pool").ClickAsync();
        await page.BeginAsync("Failover…");
        await Expect(page.Tab.Locator("#ask-text")).ToContainTextAsync("0 (primary), 1 (backup)");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await TierAsync(daemon), Is.EqualTo(1));
        await GivesSessionsAsync(daemon, backup, primary);
        await Expect(page.Pool("pool")).ToContainTextAsync("on backup");
        await Expect(page.Tab.Locator("#detail-state")).ToHaveAttributeAsync("data-level", "warn");

        await page.BeginAsync("Failback…");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await TierAsync(daemon), Is.Zero);
        await GivesSessionsAsync(daemon, primary, backup);
        await Expect(page.Pool("pool")).Not.ToContainTextAsync("on backup");
    }

    [Test]
    public async Task A_failover_that_would_be_undone_at_once_is_refused_with_the_reason()
    {
        await using var daemon = await WatchedDaemon.StartAsync(("pool", 2));
        await GiveBackupAsync(daemon, "automatic");
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await page.Pool("pool").ClickAsync();
        await page.BeginAsync("Failover…");
        await page.Tab.Locator("#ask-tier").FillAsync("1");
        Assert.That(await page.ConfirmAsync(), Does.Contain("the pool would return at once"));
        Assert.That(await TierAsync(daemon), Is.Zero);
    }

    /// <summary>The second backend becomes the backup of the first; complete when both are up.</summary>
    private static async Task GiveBackupAsync(WatchedDaemon daemon, string mode)
    {
        var backup = daemon.Backends("pool")[1].Address;
        await daemon.EditConfigAsync(
            $"\"{backup}\"]", $"{{ address: \"{backup}\", backup: true }}]\n    mode: {mode}");
        using var answer = await daemon.Http.PostAsync("/v1/reload", null);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        foreach (var backend in daemon.Backends("pool"))
        {
            await Eventually.GetAsync($"{backend.Address} up", Loopback.Patience,
                async () => (await daemon.LookAsync(backend)).GetProperty("health").GetString(), h => h == "up");
        }
    }

    private static async Task<int> TierAsync(WatchedDaemon daemon) =>
        (await daemon.LookAsync("/v1/pools/pool")).GetProperty("activeTier").GetInt32();

    private static async Task GivesSessionsAsync(WatchedDaemon daemon, EchoBackend one, EchoBackend other)
    {
        var before = (One: await daemon.PicksAsync(one), Other: await daemon.PicksAsync(other));
        for (var i = 0; i < 3; i++) (await daemon.ConnectAsync("pool")).Dispose();
        await daemon.PicksReachAsync(one, before.One + 3);
        Assert.That(await daemon.PicksAsync(other), Is.EqualTo(before.Other));
    }
}
