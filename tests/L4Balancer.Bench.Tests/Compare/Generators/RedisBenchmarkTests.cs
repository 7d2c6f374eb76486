using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Generators;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Tests.Compare.Generators;

internal sealed class RedisBenchmarkTests
{
    /// <summary>redis-benchmark 7.0.15, shortened.</summary>
    private const string Sample =
        """
        SET: rps=0.0 (overall: -nan) avg_msec=-nan (overall: -nan)
        ====== SET ======
          100000 requests completed in 1.64 seconds
          50 parallel clients
          3 bytes payload

        Latency by percentile distribution:
        0.000% <= 0.143 milliseconds (cumulative count 2)
        50.000% <= 0.399 milliseconds (cumulative count 53856)
        98.438% <= 1.343 milliseconds (cumulative count 98457)
        99.219% <= 1.759 milliseconds (cumulative count 99227)
        99.902% <= 4.423 milliseconds (cumulative count 99903)
        100.000% <= 11.271 milliseconds (cumulative count 100000)

        Cumulative distribution of latencies:
        0.000% <= 0.103 milliseconds (cumulative count 0)
        57.613% <= 0.407 milliseconds (cumulative count 57613)
        100.000% <= 12.103 milliseconds (cumulative count 100000)

        Summary:
          throughput summary: 60827.25 requests per second
          latency summary (msec):
                  avg       min       p50       p95       p99       max
                0.457     0.136     0.399     0.879     1.607    11.271
        ====== GET ======
          100000 requests completed in 1.57 seconds

        Latency by percentile distribution:
        0.000% <= 0.079 milliseconds (cumulative count 1)
        50.000% <= 0.391 milliseconds (cumulative count 54997)
        98.438% <= 1.199 milliseconds (cumulative count 98443)
        99.219% <= 1.775 milliseconds (cumulative count 99223)
        99.902% <= 3.199 milliseconds (cumulative count 99903)
        100.000% <= 4.999 milliseconds (cumulative count 100000)

        Summary:
          throughput summary: 63694.27 requests per second

        """;

    [Test]
    public void Requests_and_time_of_both_tests_are_added()
    {
        var result = RedisBenchmarkText.Parse(Sample);
        Assert.That(result.Units, Is.EqualTo(200_000));
        Assert.That(result.Seconds, Is.EqualTo((100_000 / 60827.25) + (100_000 / 63694.27)).Within(1e-9));
        Assert.That(result.Errors, Is.Zero);
    }

    [Test]
    public void Percentiles_are_those_of_both_tests_together()
    {
        var result = RedisBenchmarkText.Parse(Sample);
        Assert.That(result.P50, Is.EqualTo(399));
        Assert.That(result.P99, Is.EqualTo(1775), "98457 + 99223 would not do, 99227 + 99223 does.");
        Assert.That(result.P999, Is.EqualTo(4423), "At 3.199 ms the SETs are known up to 99.227 % only.");
    }

    [TestCase("")]
    [TestCase("Could not connect to Redis at 127.0.0.1:1: Connection refused")]
    [TestCase("====== SET ======\n  no end")]
    public void A_text_without_a_result_is_an_error(string text) =>
        Assert.That(() => RedisBenchmarkText.Parse(text), Throws.TypeOf<CompareException>());

    [Test]
    public void The_requests_of_both_tests_fill_the_time()
    {
        var shape = new LoadShape { Connections = 50, PayloadBytes = 1024, Pipeline = 16, IsReconnecting = true };
        var task = new LoadTask(IPEndPoint.Parse("127.0.0.1:6379"), shape, TimeSpan.FromSeconds(2), RateHint: 10_000);
        Assert.That(
            string.Join(' ', RedisBenchmark.Arguments(task)),
            Is.EqualTo("-h 127.0.0.1 -p 6379 -t get,set -c 50 -n 10000 -d 1024 -P 16 -k 0"));
    }
}
