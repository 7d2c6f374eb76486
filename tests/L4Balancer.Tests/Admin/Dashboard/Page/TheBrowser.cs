using L4Balancer.Tests.Support;
using Microsoft.Playwright;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>One installed Chromium for all tests of the page; each test has its own profile.</summary>
[SetUpFixture]
internal sealed class TheBrowser
{
    private const string Program = "chromium";

    private static IPlaywright? _driver;

    public static IBrowser Instance { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Needs.Programs(Program);
        Assertions.SetDefaultExpectTimeout((float)Loopback.Patience.TotalMilliseconds);
        _driver = await Playwright.CreateAsync();
        Instance = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = $"/usr/bin/{Program}",
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
            Timeout = (float)(3 * Loopback.Patience).TotalMilliseconds,
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Instance is not null) await Instance.DisposeAsync();
        _driver?.Dispose();
    }
}
