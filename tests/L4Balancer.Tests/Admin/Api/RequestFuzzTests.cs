using System.Globalization;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>Whatever is written into a request, it is the client's mistake and not a failure of the balancer.</summary>
internal sealed class RequestFuzzTests
{
    private const int Requests = 600;
    private const int PerSecond = 50;

    private static readonly string[] Pieces =
    [
        "xn--", "xn--lb-", ".example.com", "localhost", "127.0.0.1", "[::1]", "[", "]", ":", ":99999", ":-1", "..", ".",
        "%2F", "%252F", "%00", "%zz", "%", "%C3%28", "%ED%A0%80", "%u0041", "\u00e4", "\u00ff", "//", "/", "\\",
        "?", "#",
        "@", "&", "=", "+", "'", "\"", "<", "1e999", "-1", "99999999999999999999", "NaN", "10.0.0.0/33", "null",
        "https://", "http://[::1", "data:", "pool", "unix:/a", "true", "*",
    ];

    private static readonly string[] Paths =
    [
        "/", "/healthz", "/v1/status", "/v1/pools/{0}", "/v1/pools/pool/backends/{0}", "/v1/listeners/{0}",
        "/v1/sessions?{0}={1}", "/v1/sessions?client={0}&ageMin={1}", "/v1/sessions?offset={0}&order={1}",
        "/v1/events?after={0}&pool={1}", "/v1/history?pool={0}", "/assets/{0}", "/v1/{0}/../{1}", "{0}{1}",
        "/v1/pools/pool/backends/127.0.0.1:1/ready?persist={0}", "/v1/reload?dry-run={0}",
    ];

    private static readonly string[] Methods = ["GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT"];

    [Test]
    public async Task No_request_fails()
    {
        var time = new ManualTime();
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true, time: time);
        var random = new Random(Seeds.Next());
        for (var i = 0; i < Requests; i++)
        {
            if (i % PerSecond == 0) time.Advance(TimeSpan.FromSeconds(1));
            var head = Head(random);
            var answer = await RawRequest.SendAsync(admin, head);
            if (answer.Length == 0) continue;
            var status = int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
            Assert.That(status, Is.InRange(200, 499), $"{head}\n{answer}");
            if (status >= 400) Assert.That(answer, Does.Not.Contain("Exception").And.Not.Contain("System."), head);
        }

        Assert.That(admin.Warnings.Where(w => w.Contains("bug", StringComparison.Ordinal)), Is.Empty);
        var after = await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status");
        Assert.That(after.Pools, Has.Count.EqualTo(1));
    }

    private static string Head(Random random)
    {
        var path = string.Format(CultureInfo.InvariantCulture, Any(random, Paths), Text(random), Text(random));
        return $"{Any(random, Methods)} {path} HTTP/1.1\r\n"
            + $"Host: {(random.Next(2) == 0 ? "localhost" : Text(random))}\r\n"
            + $"Authorization: Bearer {(random.Next(4) == 0 ? Text(random) : RunningAdmin.OperatorToken)}\r\n"
            + Header(random, "Origin") + Header(random, "If-Match") + Header(random, "Last-Event-ID")
            + Header(random, "Sec-Fetch-Site") + Header(random, "Content-Type");
    }

    private static string Header(Random random, string name) =>
        random.Next(3) == 0 ? $"{name}: {Text(random)}\r\n" : "";

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(random, Pieces)));

    private static string Any(Random random, string[] texts) => texts[random.Next(texts.Length)];
}
