using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Reports;

namespace L4Balancer.Bench.Tests.Load.Reports;

internal sealed class ReportTests
{
    private static readonly LoadReport Report = new()
    {
        Target = "127.0.0.1:1",
        Protocol = "echo",
        Connections = 50,
        PayloadBytes = 16_384,
        Pipeline = 4,
        TargetRate = 2000,
        Seconds = 10,
        Requests = 19_000,
        Connects = 3,
        BytesSent = 304_000_000,
        BytesReceived = 304_000_000,
        Latency = new LatencyReport
        {
            Mean = 90,
            P50 = 80.5,
            P90 = 999.9,
            P99 = 1_500,
            P999 = 2_000_000,
            Max = 3_000_000,
        },
        Errors = new Dictionary<string, long> { [ErrorKinds.ClosedEarly] = 2, [ErrorKinds.Reset] = 1_000 },
    };

    [Test]
    public void The_table_has_everything() => Assert.That(
        ReportTable.Format(new LoadOutcome(Report, 1_000, "wrong-answer: hm")),
        Is.EqualTo(
            """
            target     127.0.0.1:1  echo, 50 connections, 16KiB, 4 in flight on each
            measured   10.00 s
            requests   19,000  1,900 per second of 2,000 requested
            latency    mean 90.0 us  p50 80.5 us  p90 999.9 us  p99 1.50 ms  p99.9 2.00 s  max 3.00 s
            connects   3
            sent       304.0 MB  30.4 MB/s
            received   304.0 MB  30.4 MB/s
            unanswered 1,000 due but unanswered at the end; the time they waited counts as latency
            errors     reset 1,000, closed-early 2
            example    wrong-answer: hm

            """));

    [Test]
    public void Bulk_has_bytes_and_no_requests()
    {
        var bulk = Report with { Protocol = "bulk", Errors = new Dictionary<string, long>(), Seconds = 0 };
        var table = ReportTable.Format(new LoadOutcome(bulk, 0, null));
        Assert.That(table, Does.Not.Contain("requests").And.Not.Contain("latency"));
        Assert.That(table, Does.Contain("errors     none"));
    }

    [Test]
    public void Json_has_names_in_camel_case_and_is_read_again()
    {
        var json = ReportJson.Write(Report);
        Assert.That(json, Does.Contain("\"targetRate\": 2000").And.Contain("\"p999\": 2000000")
            .And.Contain("\"closed-early\": 2"));
        var read = ReportJson.Read(json);
        Assert.That(read.Errors, Is.EqualTo(Report.Errors));
        Assert.That(read with { Errors = Report.Errors }, Is.EqualTo(Report));
    }
}
