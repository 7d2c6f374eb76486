using System.Net;
using System.Text.RegularExpressions;
using L4Balancer.Admin.Dashboard;

namespace L4Balancer.Tests.Admin.Dashboard;

/// <summary>How the files of the dashboard are served.</summary>
internal sealed partial class DashboardRoutesTests
{
    private WatchedDaemon _daemon = null!;
    private HttpClient _nobody = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _daemon = await WatchedDaemon.StartAsync(("pool", 1));
        _nobody = new HttpClient { BaseAddress = _daemon.Root };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _nobody.Dispose();
        await _daemon.DisposeAsync();
    }

    [Test]
    public async Task The_page_allows_only_its_own_files()
    {
        using var answer = await _nobody.GetAsync("/");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Header(answer, "Content-Security-Policy").Split("; "), Is.EquivalentTo(new[]
        {
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'", "trusted-types 'none'",
        }));
        Assert.That(Header(answer, "X-Content-Type-Options"), Is.EqualTo("nosniff"));
        Assert.That(Header(answer, "Referrer-Policy"), Is.EqualTo("no-referrer"));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
    }

    [Test]
    public async Task A_file_that_the_browser_already_has_is_not_sent_again()
    {
        using var first = await _nobody.GetAsync("/assets/dashboard.js");
        Assert.That(Header(first, "Cache-Control"), Is.EqualTo("no-cache"));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/dashboard.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var answer = await _nobody.SendAsync(again);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase("/assets/nothing.js")]
    [TestCase("/assets/..%2f..%2fl4balancer.dll")]
    public async Task An_unknown_file_is_not_found(string path)
    {
        using var answer = await _nobody.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public void Every_referenced_file_exists()
    {
        var named = DashboardFiles.Names.Where(name => name != "uPlot.iife.min.js")
            .SelectMany(name => Names().Matches(Text(name))).Select(match => match.Groups["name"].Value).Distinct();
        Assert.That(named, Does.Contain("dashboard.js"));
        Assert.That(named, Is.SubsetOf(DashboardFiles.Names));
    }

    [Test]
    public void The_page_has_no_inline_scripts_or_styles()
    {
        Assert.That(Text(""), Does.Not.Match(@"\sstyle=|<style|\son\w+=|<script>|javascript:"));
        Assert.That(Text("uPlot.LICENSE.txt"), Does.Contain("The MIT License"));
    }

    private static string Text(string name) =>
        System.Text.Encoding.UTF8.GetString(DashboardFiles.Find(name)!.Content.Span);

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));

    [GeneratedRegex("""("/assets/|from '\./)(?<name>[\w.]+)["']""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
