using System.Net;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>What clients' sessions and agents say of a backend, on the page.</summary>
internal sealed class StandingTests
{
    [Test]
    public async Task An_ejected_backend_is_shown_with_the_cause_and_the_figures_of_its_agent()
    {
        await using var agent = new FakeAgent("up 72% # cpu=31 memory=44 load1=0.80 psi-cpu=3.1 psi-io=0.5");
        await using var daemon = await WatchedDaemon.StartAsync(("busy", 2));
        await daemon.EditConfigAsync("fall: 2 }", $"fall: 2, agent: {{ port: {agent.Port}, interval: 200ms }} }}");
        await daemon.EditConfigAsync("    backends:", "    outliers: { base-time: 5m }\n    backends:");
        using var reload = await daemon.Http.PostAsync("/v1/reload", content: null);
        await daemon.Process.LogsAsync(EventIds.ReloadDone);
        var backend = daemon.Backends("busy")[0];
        await using var page = await OpenPage.OpenDrawnAsync(daemon);
        await Expect(page.Backend(backend)).ToContainTextAsync("agent 72 %");
        (await daemon.ConnectAsync("busy")).Dispose();

        backend.Close();
        await Eventually.GetAsync(
            "it is ejected", Loopback.Patience, () => AskAsync(daemon, backend), standing => standing == "ejected");
        const string Cause = "sessions in a row ended before it sent a byte";
        await Expect(page.Backend(backend)).ToContainTextAsync("ejected");
        await Expect(page.Backend(backend).Locator(".cause")).ToContainTextAsync(Cause);
        await Expect(page.Tab.Locator("#verdict")).ToContainTextAsync("1 is ejected");
        await page.Backend(backend).ClickAsync();
        await Expect(page.Tab.Locator("#detail-state")).ToContainTextAsync(Cause);
        var facts = page.Tab.Locator("#detail-facts");
        foreach (var fact in new[]
        {
            "Standing", "ejected for", "Used again in", "bad-ends 1", "CPU 31 %, memory 44 %, load 0.8",
            "CPU 3.1 %, disk 0.5 %",
        })
        {
            await Expect(facts).ToContainTextAsync(fact);
        }

        Assert.That(page.Complaints, Is.Empty);
    }

    /// <summary>Asks once, and returns the standing of the backend.</summary>
    private static async Task<string?> AskAsync(WatchedDaemon daemon, EchoBackend backend)
    {
        var (host, port) = daemon.Process.Listener("busy");
        using var client = await Loopback.ConnectAsync(NetAddress.FromIp(IPAddress.Parse(host), port));
        await client.SendAsync("question");
        try
        {
            await client.ReadAsync(8);
        }
        catch (EndOfStreamException)
        {
            // It is the one that closes.
        }

        return (await daemon.LookAsync(backend)).GetProperty("standing").GetString();
    }
}
