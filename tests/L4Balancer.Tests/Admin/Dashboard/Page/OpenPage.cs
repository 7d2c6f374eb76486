using System.Collections.Concurrent;
using System.Text.Json;
using L4Balancer.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>The dashboard in a browser, with what it asked for and what it complained about.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Tab) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Request += (_, request) => Requests.Enqueue(new Uri(request.Url));
    }

    public IPage Tab { get; }

    /// <summary>Errors and warnings of the console; what the content policy blocks is among them.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public ConcurrentQueue<Uri> Requests { get; } = [];

    /// <summary>The button of a backend in the picture.</summary>
    public ILocator Backend(EchoBackend backend) => Tab.Locator($"[data-backend='{backend.Address}']");

    /// <summary>The button of a pool in the picture.</summary>
    public ILocator Pool(string pool) => Tab.Locator($".pool[data-pool='{pool}']");

    public static async Task<OpenPage> OpenAsync(
        WatchedDaemon daemon, string token, int width = 1280, ColorScheme colours = ColorScheme.Light)
    {
        var context = await TheBrowser.Instance.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            ColorScheme = colours,
        });
        context.SetDefaultTimeout((float)Loopback.Patience.TotalMilliseconds);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Tab.GotoAsync(daemon.Page(token));
        return page;
    }

    /// <summary>Complete when the first snapshot is drawn.</summary>
    public static async Task<OpenPage> OpenDrawnAsync(
        WatchedDaemon daemon, string token = WatchedDaemon.OperatorToken, int width = 1280,
        ColorScheme colours = ColorScheme.Light)
    {
        var page = await OpenAsync(daemon, token, width, colours);
        await Expect(page.Tab.Locator(".lane").First).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Presses one of the acts of the backend or pool that is open; the page asks before it does it.</summary>
    public Task BeginAsync(string act) => Tab.Locator("#detail-actions")
        .GetByRole(AriaRole.Button, new() { Name = act, Exact = true }).ClickAsync();

    /// <summary>Confirms what the page asks; again, if the table has moved since. Null when it is done, else why not.
    /// </summary>
    public async Task<string?> ConfirmAsync()
    {
        const int TriesMax = 10;
        for (var i = 0; i < TriesMax; i++)
        {
            await Tab.Locator("#ask-do").ClickAsync();
            await Expect(Tab.Locator("#ask:not([open]), #ask[open] #ask-error:not(:empty)")).ToHaveCountAsync(1);
            if (!await Tab.Locator("#ask").IsVisibleAsync()) return null;
            var refusal = await Tab.Locator("#ask-error").InnerTextAsync();
            if (!refusal.Contains("check again")) return refusal;
        }

        throw new AssertionException($"The table moved {TriesMax} times between look and act.");
    }

    /// <summary>The problems that a script finds on the page, one per line.</summary>
    public async Task<string[]> FaultsAsync(string script) =>
        (await Tab.EvaluateAsync(script))?.Deserialize<string[]>() ?? [];

    /// <summary>Presses Tab until what has the focus fits; fails when the focus comes around without.</summary>
    public async Task TabToAsync(string selector)
    {
        const int StopsMax = 100;
        for (var i = 0; i < StopsMax; i++)
        {
            if (await Tab.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector)) return;
            await Tab.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The focus does not come to {selector} by the Tab key.");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
