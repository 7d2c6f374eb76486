using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Generators;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Generators;

internal sealed class Iperf3Tests
{
    /// <summary>iperf3 3.12 -J, shortened.</summary>
    private const string Sample =
        """
        {
        	"start":	{ "connected":	[], "version":	"iperf 3.12" },
        	"intervals":	[],
        	"end":	{
        		"streams":	[],
        		"sum_sent":	{ "start":	0, "end":	1.000278, "seconds":	1.000278, "bytes":	2177105921 },
        		"sum_received":	{ "start":	0, "end":	1.000334, "seconds":	1.000334, "bytes":	2177105920 }
        	}
        }
        """;

    [Test]
    public void The_bytes_that_arrived_count() => Assert.That(
        Iperf3.Parse(Sample), Is.EqualTo(new LoadResult(2_177_105_920, 1.000334, null, null, null, 0)));

    [TestCase("""{ "start": {}, "error": "unable to connect to server: Connection refused" }""", "Connection refused")]
    [TestCase("""{ "end": {} }""", "no readable result")]
    [TestCase("", "no readable result")]
    public void A_report_without_a_result_is_an_error(string json, string says) => Assert.That(
        () => Iperf3.Parse(json), Throws.TypeOf<CompareException>().With.Message.Contains(says));

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void A_download_is_a_reverse_test(bool isUpload, bool isReverse)
    {
        var shape = new LoadShape { Connections = 8, IsUpload = isUpload };
        var task = new LoadTask(IPEndPoint.Parse("127.0.0.1:5201"), shape, TimeSpan.FromSeconds(3), 0);
        Assert.That(Iperf3.Arguments(task).Contains("-R"), Is.EqualTo(isReverse));
    }
}
