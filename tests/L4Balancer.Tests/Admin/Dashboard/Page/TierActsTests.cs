using L4Balancer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Pools are moved between tiers on the page.</summary>
internal sealed class TierActsTests
{
    private WatchedDaemon _daemon = null!;

    /// <summary>Two pools with a backup each; one keeps a tier that an operator chooses.</summary>
    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _daemon = await WatchedDaemon.StartAsync(("manual", 2), ("automatic", 2));
        foreach (var pool in new[] { "manual", "automatic" })
        {
            var backup = _daemon.Backends(pool)[1].Address;
            await _daemon.EditConfigAsync(
                $"\"{backup}\"]", $"{{ address: \"{backup}\", backup: true }}]\n    mode: {pool}");
        }

        using var answer = await _daemon.Http.PostAsync("/v1/reload", null);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        foreach (var backend in _daemon.Backends("manual").Concat(_daemon.Backends("automatic")))
        {
            await Eventually.GetAsync($"{backend.Address} up", Loopback.Patience,
                async () => (await _daemon.LookAsync(backend)).GetProperty("health").GetString(), h => h == "up");
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _daemon.DisposeAsync();

    [Test]
    public async Task A_pool_fails_over_and_back_and_its_new_sessions_follow()
    {
        var (primary, backup) = (_daemon.Backends("manual")[0], _daemon.Backends("manual")[1]);
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Pool("manual").ClickAsync();
        await page.BeginAsync("Failover…");
        await Expect(page.Tab.Locator("#ask-text")).ToContainTextAsync("0 (primary), 1 (backup)");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await TierAsync("manual"), Is.EqualTo(1));
        await GivesSessionsToAsync(backup, primary);
        await Expect(page.Pool("manual")).ToContainTextAsync("on backup");
        await Expect(page.Tab.Locator("#detail-state")).ToHaveAttributeAsync("data-level", "warn");

        await page.BeginAsync("Failback…");
        Assert.That(await page.ConfirmAsync(), Is.Null);
        Assert.That(await TierAsync("manual"), Is.Zero);
        await GivesSessionsToAsync(primary, backup);
        await Expect(page.Pool("manual")).Not.ToContainTextAsync("on backup");
    }

    [Test]
    public async Task A_pool_that_would_return_at_once_is_not_failed_over_and_the_reason_is_shown()
    {
        await using var page = await OpenPage.OpenDrawnAsync(_daemon);
        await page.Pool("automatic").ClickAsync();
        await page.BeginAsync("Failover…");
        await page.Tab.Locator("#ask-tier").FillAsync("1");
        Assert.That(await page.ConfirmAsync(), Does.Contain("the pool would return at once"));
        Assert.That(await TierAsync("automatic"), Is.Zero);
    }

    private async Task<int> TierAsync(string pool) =>
        (await _daemon.LookAsync($"/v1/pools/{pool}")).GetProperty("activeTier").GetInt32();

    private async Task GivesSessionsToAsync(EchoBackend one, EchoBackend other)
    {
        var before = (One: await _daemon.PicksAsync(one), Other: await _daemon.PicksAsync(other));
        for (var i = 0; i < 3; i++) (await _daemon.ConnectAsync(one.Pool)).Dispose();
        await _daemon.PicksReachAsync(one, before.One + 3);
        Assert.That(await _daemon.PicksAsync(other), Is.EqualTo(before.Other));
    }
}
