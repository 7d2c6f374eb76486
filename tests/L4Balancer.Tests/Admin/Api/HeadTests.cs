using System.Net;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>HEAD is answered as GET is, without the body (RFC 9110, 9.3.2).</summary>
internal sealed class HeadTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_read_route_answers_HEAD(bool hasToken)
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        using var client = hasToken ? admin.With(RunningAdmin.ReaderToken) : admin.Remote;
        var routes = (await ServedRoute.ReadAllAsync(admin)).Where(r => r.Method == "GET").ToArray();
        Assert.That(routes, Has.Length.GreaterThan(15));
        foreach (var route in routes)
        {
            using var head = await SendAsync(client, "HEAD", route);
            using var get = await SendAsync(client, "GET", route);
            Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode), $"{route}");
            if (get.IsSuccessStatusCode)
                Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType), $"{route}");
            Assert.That(await head.Content.ReadAsByteArrayAsync(Loopback.Deadline), Is.Empty, $"{route}");
        }
    }

    [Test]
    public async Task A_method_that_a_route_does_not_support_is_refused_as_such_with_and_without_a_token()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.Remote.ActAsync("/healthz").RefusesAsync(HttpStatusCode.MethodNotAllowed);
        await admin.With(RunningAdmin.ReaderToken).ActAsync("/healthz").RefusesAsync(HttpStatusCode.MethodNotAllowed);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, ServedRoute route) =>
        client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), route.Path), HttpCompletionOption.ResponseHeadersRead,
            Loopback.Deadline);
}
