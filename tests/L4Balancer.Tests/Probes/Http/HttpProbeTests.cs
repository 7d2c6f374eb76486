using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Http;

/// <summary>The probe of HTTP: what it sends, and what it makes of responses.</summary>
internal sealed class HttpProbeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready";

    private static readonly TestCaseData[] Answers =
    [
        Case(Ok, "", new HttpProbeConfig()),
        Case("HTTP/1.0 204 No Content\r\n\r\n", "", new HttpProbeConfig()),
        Case("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "status 503", new HttpProbeConfig()),
        Case("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "status 302: redirects are not followed", new HttpProbeConfig()),
        Case("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "", With(new StatusRange(200, 200), new(401, 401))),
        Case("HTTP/1.1 100 Continue\r\n\r\n" + Ok, "", new HttpProbeConfig()),
        Case(Ok, "", new HttpProbeConfig { Body = "ready" }),
        Case(Ok, "the body does not contain steady", new HttpProbeConfig { Body = "steady" }),
        Case("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nrea\r\n2\r\ndy\r\n0\r\n\r\n", "",
            new HttpProbeConfig { Body = "ready" }),
        Case("HTTP/1.1 200 OK\r\n\r\nup to the end: ready", "", new HttpProbeConfig { Body = "ready" }),
        Case("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nrea", "closed before the end of a response",
            new HttpProbeConfig { Body = "ready" }),
        Case("HTTP/1.1 200 OK\r\nContent-Le", "closed before the end of a response", new HttpProbeConfig()),
        Case("", "closed before the end of a response", new HttpProbeConfig()),
        Case("-ERR unknown command\r\n", "the answer is not valid HTTP/1.1", new HttpProbeConfig()),
        Case("HTTP/1.1 200 OK\r\nX: " + new string('x', 40_000) + "\r\n\r\n",
            "the headers of the response are longer than 16 KiB", new HttpProbeConfig()),
    ];

    [TestCaseSource(nameof(Answers))]
    public async Task The_response_decides(string answer, string cause, HttpProbeConfig http)
    {
        await using var server = FakeServer.Answers(("\r\n\r\n", answer));
        Assert.That(
            await TriedProbe.OnceAsync(Health(http), server.Address),
            Is.EqualTo(new ProbeOutcome(cause.Length == 0, cause)));
        await Eventually.HoldsAsync(() => !server.Ends.IsEmpty, () => "the end");
        Assert.That(server.Ends, Is.EqualTo(new[] { StreamEnd.Fin }));
    }

    [Test]
    public async Task The_request_is_what_was_configured()
    {
        await using var server = FakeServer.Answers(("\r\n\r\n", Ok));
        var http = new HttpProbeConfig
        {
            Method = "OPTIONS",
            Path = "/a/../%7eb?c=%41",
            Host = "app.example",
            Headers = new ValueList<string>(["X-Role: probe", "Content-Type: text/plain", "User-Agent: me"]),
        };
        Assert.That((await TriedProbe.OnceAsync(Health(http), server.Address)).Cause, Is.Empty);
        var lines = server.Heard.Single().Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("OPTIONS /a/../%7eb?c=%41 HTTP/1.1"));
        Assert.That(lines.Skip(1).Where(l => l.Length > 0), Is.EquivalentTo(new[]
        {
            "Host: app.example", "Connection: close", "X-Role: probe", "Content-Type: text/plain", "User-Agent: me",
            "Content-Length: 0",
        }));
    }

    [Test]
    public async Task Without_a_configured_one_the_host_is_the_address()
    {
        await using var server = FakeServer.Answers(("\r\n\r\n", Ok));
        Assert.That((await TriedProbe.OnceAsync(Health(new HttpProbeConfig()), server.Address)).Cause, Is.Empty);
        Assert.That(server.Heard.Single(), Is.EqualTo(
            $"GET / HTTP/1.1\r\nHost: {server.Address}\r\nConnection: close\r\nUser-Agent: l4balancer\r\n\r\n"));
    }

    [Test]
    public async Task A_body_without_an_end_is_searched_no_further_than_allowed()
    {
        await using var server = new FakeServer(async (client, stop) =>
        {
            await client.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            while (true) await client.SendAsync(new byte[64 * 1024], stop);
        });
        var outcome = await TriedProbe.OnceAsync(Health(new HttpProbeConfig { Body = "x" }), server.Address);
        Assert.That(outcome, Is.EqualTo(ProbeOutcome.Bad("the body does not contain x")));
    }

    [Test]
    public async Task A_server_that_resets_or_hangs_is_bad()
    {
        await using var resetting = new FakeServer(async (client, _) =>
        {
            await client.ReadAsync(4);
            client.Reset();
        });
        var health = Health(new HttpProbeConfig());
        Assert.That(
            await TriedProbe.OnceAsync(health, resetting.Address), Is.EqualTo(ProbeOutcome.Bad("connection reset")));
        await using var hung = new FakeServer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        Assert.That(
            await TriedProbe.OnceAsync(health, hung.Address, TimeSpan.FromMilliseconds(100)),
            Is.EqualTo(ProbeOutcome.Bad("probe timed out")));
    }

    [Test]
    public async Task A_unix_socket_can_be_probed()
    {
        using var folder = new TempFolder();
        var address = NetAddress.FromUnix(folder.PathOf("s"));
        Assert.That(
            (await TriedProbe.OnceAsync(Health(new HttpProbeConfig()), address)).Cause,
            Is.EqualTo("no such file or directory"));
    }

    private static HealthConfig Health(HttpProbeConfig http) => new() { Type = ProbeKind.Http, Http = http };

    private static HttpProbeConfig With(params StatusRange[] ranges) =>
        new() { Status = new StatusSet(new ValueList<StatusRange>(ranges)) };

    private static TestCaseData Case(string answer, string cause, HttpProbeConfig http) =>
        new TestCaseData(answer, cause, http).SetArgDisplayNames(answer[..Math.Min(40, answer.Length)], cause, "");
}
