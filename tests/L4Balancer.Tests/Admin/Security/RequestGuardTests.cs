using System.Net;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>Requests that are refused before they are processed.</summary>
internal sealed class RequestGuardTests
{
    [TestCase("evil.example")]
    [TestCase("localhost.evil.example:9900")]
    [TestCase("xn--lb-.example.com")]
    [TestCase("xn--.example.com:9900")]
    public async Task A_request_for_the_host_name_of_another_site_is_refused(string host)
    {
        await using var admin = await RunningAdmin.StartAsync();
        await Send(admin.Remote, HttpMethod.Get, ("Host", host)).RefusesAsync(HttpStatusCode.MisdirectedRequest);
    }

    [TestCase("localhost:9900")]
    [TestCase("[::1]:9900")]
    [TestCase("127.0.0.1")]
    [TestCase("LB.example.com:9900")]
    [TestCase("lb.example.com.")]
    [TestCase("localhost.:9900")]
    [TestCase("xn--bcher-kva.example")]
    public async Task A_request_for_one_of_our_names_is_answered(string host)
    {
        await using var admin = await RunningAdmin.StartAsync(
            config: c => c with { Hosts = ["lb.example.com", "xn--bcher-kva.example."] });
        await Send(admin.Remote, HttpMethod.Get, ("Host", host)).SucceedsAsync();
    }

    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    public async Task A_page_of_another_origin_cannot_act(string header, string value)
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        var client = admin.With(RunningAdmin.OperatorToken);
        await Send(client, HttpMethod.Post, (header, value)).RefusesAsync(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_balancers_own_page_can_act()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        var client = admin.With(RunningAdmin.OperatorToken);
        await Send(
            client, HttpMethod.Post, ("Sec-Fetch-Site", "same-origin"), ("Origin", $"http://127.0.0.1:{admin.Port}"))
            .SucceedsAsync();
    }

    [TestCase("https://lb.example.com")]
    [TestCase("https://LB.example.com.:8443")]
    public async Task The_page_behind_a_proxy_that_rewrites_Host_can_act_under_a_listed_name(string origin)
    {
        await using var admin = await RunningAdmin.StartAsync(
            hasTokens: true, config: c => c with { Hosts = ["lb.example.com"] });
        var client = admin.With(RunningAdmin.OperatorToken);
        await Send(client, HttpMethod.Post, ("Sec-Fetch-Site", "same-origin"), ("Origin", origin)).SucceedsAsync();
        var refused = await Send(client, HttpMethod.Post, ("Origin", "https://www.example.com"))
            .RefusesAsync(HttpStatusCode.Forbidden);
        Assert.That(refused.Detail, Does.Contain("https://www.example.com").And.Contain("admin.hosts"));
    }

    [Test]
    public async Task A_preflight_is_refused_and_no_response_allows_another_origin()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await Send(admin.Remote, HttpMethod.Options, ("Access-Control-Request-Method", "POST"))
            .RefusesAsync(HttpStatusCode.Forbidden);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await admin.Remote.SendAsync(request, Loopback.Deadline);
        Assert.That(answer.Headers.Select(h => h.Key), Has.None.StartsWith("Access-Control-"));
    }

    [TestCase("/v1/status")]
    [TestCase("/nowhere")]
    public async Task Every_response_has_the_security_headers(string path)
    {
        await using var admin = await RunningAdmin.StartAsync();
        using var answer = await admin.Remote.GetAsync(path, Loopback.Deadline);
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(answer.Headers.GetValues("X-Frame-Options"), Is.EqualTo(new[] { "DENY" }));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task Too_many_requests_are_refused_and_the_unix_socket_stays_usable()
    {
        // The clock is stopped: a slow machine gets no more permits than a fast one.
        await using var admin = await RunningAdmin.StartAsync(time: new ManualTime());
        var client = admin.Remote;
        for (var i = 0; i < Limits.AdminRequestBurst; i++)
            await client.GetAsync("/v1/whoami", Loopback.Deadline).SucceedsAsync();
        using var refused = await client.GetAsync("/v1/whoami", Loopback.Deadline);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        await admin.Local.GetAsync("/v1/status").SucceedsAsync();
    }

    [Test]
    public void Permits_come_back_with_time()
    {
        var time = new ManualTime();
        var rate = new RequestRate(perSecond: 10, burst: 2, time);
        Assert.That(rate.TryTake(out _) && rate.TryTake(out _), Is.True);
        Assert.That(rate.TryTake(out var wait), Is.False);
        Assert.That(wait, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
        time.Advance(TimeSpan.FromMilliseconds(101));
        Assert.That(rate.TryTake(out _), Is.True);
        Assert.That(rate.TryTake(out _), Is.False);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(rate.IsFull, Is.True);
    }

    [Test]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var body = "{\"rate\": " + new string(' ', Limits.AdminBodyBytesMax) + "1}";
        await admin.Local.ActAsync(Answers.Backend + "/drain", body).RefusesAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<HttpResponseMessage> Send(
        HttpClient client, HttpMethod method, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(
            method, method == HttpMethod.Get ? "/v1/whoami" : Answers.Backend + "/maintenance");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, Loopback.Deadline);
    }
}
