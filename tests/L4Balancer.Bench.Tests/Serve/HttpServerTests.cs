using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Bench.Serve;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Serve;

internal sealed class HttpServerTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = new RunningServer(ServeProtocol.Http);

    [OneTimeTearDown]
    public void Stop() => _server.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(16_384)]
    [TestCase(20_000_000)]
    public async Task The_requested_number_of_bytes_is_returned(int bytes)
    {
        using var client = new HttpClient();
        var body = await client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{_server.Port}/bytes/{bytes}"));
        Assert.That(body, Has.Length.EqualTo(bytes));
    }

    [TestCase("/bytes/-1", HttpStatusCode.NotFound)]
    [TestCase("/bytes/99999999999", HttpStatusCode.NotFound)]
    [TestCase("/bytes/1x", HttpStatusCode.NotFound)]
    [TestCase("/other", HttpStatusCode.NotFound)]
    [TestCase("/", HttpStatusCode.OK)]
    public async Task Another_path_has_a_status(string path, HttpStatusCode status)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{_server.Port}{path}"));
        Assert.That(response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Pipelined_requests_are_answered_in_order_and_the_last_closes()
    {
        const string request = "GET /bytes/3 HTTP/1.1\r\n\r\nGET /bytes/5 HTTP/1.1\r\nConnection: close\r\n\r\n";
        var text = await AskAsync(request);
        Assert.That(text.IndexOf("Content-Length: 3", StringComparison.Ordinal), Is.Positive);
        Assert.That(text, Does.EndWith("Content-Length: 5\r\n\r\nxxxxx"));
    }

    [TestCase("POST / HTTP/1.1\r\n\r\n")]
    [TestCase("nonsense\r\n\r\n")]
    public async Task A_bad_request_is_answered_and_the_connection_closed(string request) =>
        Assert.That(await AskAsync(request), Does.StartWith("HTTP/1.1 400 Bad Request"));

    [Test]
    public async Task A_request_without_an_end_is_invalid() =>
        Assert.That(await AskAsync("GET /" + new string('x', 8187)), Does.StartWith("HTTP/1.1 400 Bad Request"));

    /// <summary>Sends byte by byte, and reads until the server closes.</summary>
    private async Task<string> AskAsync(string request)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        foreach (var b in Encoding.ASCII.GetBytes(request)) await client.GetStream().WriteAsync(new[] { b });
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync().WaitAsync(BenchProgram.Patience);
    }
}
