using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Generators;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Generators;

internal sealed class WrkTests
{
    /// <summary>wrk 4.1.0 with the script.</summary>
    private const string Sample =
        """
        Running 1s test @ http://127.0.0.1:7397/100
          1 threads and 100 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     2.13ms    1.43ms  12.37ms   87.82%
            Req/Sec    47.41k    12.00k   63.25k    50.00%
          47175 requests in 1.00s, 15.21MB read
        Requests/sec:  46956.32
        Transfer/sec:     15.14MB
        requests=47175 us=1004657 p50=1620 p99=8635 p999=12199 errors=3

        """;

    [Test]
    public void The_line_of_the_script_is_parsed() => Assert.That(
        Wrk.Parse(Sample), Is.EqualTo(new LoadResult(47_175, 1.004657, 1620, 8635, 12_199, 3)));

    [Test]
    public void A_text_without_that_line_is_an_error() =>
        Assert.That(() => Wrk.Parse("unable to connect"), Throws.TypeOf<CompareException>());

    [TestCase(300, "1s")]
    [TestCase(1_500, "2s")]
    [TestCase(5_000, "5s")]
    public void Only_whole_seconds_are_requested(int milliseconds, string asked)
    {
        var shape = new LoadShape { Connections = 20, PayloadBytes = 100 };
        var time = TimeSpan.FromMilliseconds(milliseconds);
        var arguments = Wrk.Arguments(new LoadTask(IPEndPoint.Parse("127.0.0.1:80"), shape, time, 0), "done.lua");
        Assert.That(arguments, Does.Contain(asked));
        Assert.That(arguments[^1], Is.EqualTo("http://127.0.0.1:80/bytes/100"));
    }
}
