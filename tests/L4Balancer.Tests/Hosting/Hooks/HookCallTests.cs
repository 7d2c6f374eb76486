using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting.Hooks;

/// <summary>Hooks that call a URL.</summary>
internal sealed class HookCallTests
{
    private const string Secret = "s3cret";

    [Test]
    public async Task The_event_is_posted_as_JSON()
    {
        using var server = Loopback.Listen();
        await using var bench = new HookBench(To(server));
        bench.Report();
        var request = await AnswerAsync(server, "HTTP/1.1 204 No Content\r\n\r\n");
        Assert.That(request, Does.StartWith($"POST /hooks/{Secret}?a=b HTTP/1.1\r\n"));
        Assert.That(request, Does.Contain("\r\nContent-Type: application/json; charset=utf-8\r\n"));
        Assert.That(request, Does.Contain("\r\nUser-Agent: l4balancer/"));
        var body = JsonNode.Parse(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])!;
        Assert.That((string?)body["pool"], Is.EqualTo("cache"));
        Assert.That(await bench.LogsAsync("succeeded"), Does.Not.Contain(Secret));
    }

    [TestCase("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nwhy?", "status 500; output: \"why?\"")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "status 302: redirects are not followed")]
    [TestCase("", "The response ended prematurely. (ResponseEnded)")]
    public async Task Any_other_answer_is_a_failure_that_does_not_show_the_URL(string answer, string cause)
    {
        using var server = Loopback.Listen();
        await using var bench = new HookBench(To(server));
        bench.Report();
        await AnswerAsync(server, answer);
        Assert.That(await bench.LogsAsync("failed"), Does.Contain($" s: {cause}").And.Not.Contain(Secret));
        await bench.EndedAsync(1);
        Assert.That(bench.Snapshot().Failures, Is.EqualTo(1));
    }

    [Test]
    public async Task A_URL_that_nobody_serves_is_a_failure()
    {
        using var nobody = Loopback.Refuse();
        await using var bench = new HookBench(To(nobody));
        bench.Report();
        Assert.That(
            await bench.LogsAsync("failed"), Does.Contain("Connection refused").And.Not.Contain(Secret));
    }

    [Test]
    public async Task A_URL_that_does_not_answer_is_given_up()
    {
        using var server = Loopback.Listen();
        await using var bench = new HookBench(To(server) with { Timeout = TimeSpan.FromMilliseconds(200) });
        bench.Report();
        Assert.That(await bench.LogsAsync("failed"), Does.EndWith("it timed out"));
    }

    private static HookConfig To(Socket server) => new()
    {
        Name = "h",
        On = [HookEvent.BackendDown],
        Url = new Uri($"http://{(IPEndPoint)server.LocalEndPoint!}/hooks/{Secret}?a=b"),
    };

    /// <summary>Reads one request, answers it, and closes.</summary>
    private static async Task<string> AnswerAsync(Socket server, string answer)
    {
        using var connection = await Loopback.AcceptAsync(server);
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(request.ToString()))
        {
            var read = await connection.ReceiveAsync(buffer, Loopback.Deadline);
            Assert.That(read, Is.Not.Zero, "the request is whole");
            request.Append(Encoding.UTF8.GetString(buffer.AsSpan(0, read)));
        }

        if (answer.Length > 0) await connection.SendAsync(answer);
        return request.ToString();
    }

    private static bool IsWhole(string request) =>
        request.Contains("\r\n\r\n", StringComparison.Ordinal) && request.EndsWith('}');
}
