using System.Text;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Protocols;

namespace L4Balancer.Bench.Tests.Load.Protocols;

internal sealed class HttpCodecTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    [TestCase(Ok + "Content-Length: 5\r\n\r\nhello", 1)]
    [TestCase(Ok + "content-length:5\r\nDate: today\r\n\r\nhello" + Ok + "Content-Length: 0\r\n\r\n", 2)]
    [TestCase(Ok + "Content-Length: 0\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\n\r\n" + Ok, 2)]
    [TestCase("HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx", 1)]
    public void An_answer_is_complete_with_its_content_length(string received, int answers) =>
        Cuts.AssertAnswers(Codec(), Encoding.ASCII.GetBytes(received), answers);

    [TestCase("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ErrorKinds.ErrorAnswer)]
    [TestCase("HTTP/1.1 503 Busy\r\n\r\n", ErrorKinds.ErrorAnswer)]
    [TestCase("HTTP/1.1 204 No Content\r\n\r\n", ErrorKinds.WrongAnswer)]
    [TestCase(Ok + "Transfer-Encoding: chunked\r\n\r\n", ErrorKinds.WrongAnswer)]
    [TestCase(Ok + "Content-Length: many\r\n\r\n", ErrorKinds.WrongAnswer)]
    [TestCase(Ok + "Content-Length: -1\r\n\r\n", ErrorKinds.WrongAnswer)]
    [TestCase("-ERR unknown command 'GET'\r\n\r\n", ErrorKinds.WrongAnswer)]
    [TestCase(Ok + "Content-Length: 1\r\n\r\nxyHTTP/1.1 200 OK\r\n\r\n", ErrorKinds.WrongAnswer)]
    public void Anything_else_is_refused(string received, string problem) =>
        Cuts.AssertProblem(Codec(), Encoding.ASCII.GetBytes(received), problem);

    [TestCase(Ok + "Content-Length: 0\r\n\r\n", false)]
    [TestCase(Ok + "Connection: Close\r\nContent-Length: 0\r\n\r\n", true)]
    [TestCase("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true)]
    [TestCase("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", false)]
    public void The_server_says_whether_it_closes(string received, bool isClosing)
    {
        var codec = Codec();
        Cuts.AssertAnswers(codec, Encoding.ASCII.GetBytes(received), 1);
        Assert.That(codec.IsClosing, Is.EqualTo(isClosing));
        codec.Reset(isFirst: false);
        Assert.That(codec.IsClosing, Is.False, "A new connection is a new one.");
    }

    [Test]
    public void A_head_without_end_is_refused()
    {
        var codec = Codec();
        var line = Encoding.ASCII.GetBytes("X-Filler: " + new string('x', 1000) + "\r\n");
        var result = codec.Consume(Encoding.ASCII.GetBytes(Ok));
        for (var i = 0; i < 100 && result == 0; i++) result = codec.Consume(line);
        Assert.That(result, Is.EqualTo(-1));
    }

    [Test]
    public void A_request_is_a_GET_of_the_path_with_the_host()
    {
        var (requests, length) = HttpCodec.MakeRequests("localhost:80", "/bytes/16384");
        var request = Encoding.ASCII.GetString(requests.AsSpan(0, length));
        Assert.That(request, Does.StartWith("GET /bytes/16384 HTTP/1.1\r\nHost: localhost:80\r\n"));
        Assert.That(request, Does.EndWith("\r\n\r\n"));
        Assert.That(requests.Length % length, Is.Zero);
    }

    [Test]
    public void The_payload_of_the_report_is_the_content_length()
    {
        var codec = Codec();
        Assert.That(codec.Consume(Encoding.ASCII.GetBytes(Ok + "Content-Length: 7\r\n\r\n1234567")), Is.EqualTo(1));
        Assert.That(codec.AnswerPayload, Is.EqualTo(7));
    }

    private static HttpCodec Codec() => new([], 0);
}
