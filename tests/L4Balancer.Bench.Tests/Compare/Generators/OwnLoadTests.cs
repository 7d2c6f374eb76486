using System.Net;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Generators;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;
using L4Balancer.Bench.Load;

namespace L4Balancer.Bench.Tests.Compare.Generators;

internal sealed class OwnLoadTests
{
    [Test]
    public void Requests_and_latencies_are_those_of_the_report() => Assert.That(
        OwnLoad.Parse(Json("redis"), isUpload: false), Is.EqualTo(new LoadResult(1000, 2.5, 10, 20, 30, 3)));

    [TestCase(true, 111)]
    [TestCase(false, 222)]
    public void Bulk_counts_the_bytes_of_its_direction(bool isUpload, double bytes) => Assert.That(
        OwnLoad.Parse(Json("bulk"), isUpload), Is.EqualTo(new LoadResult(bytes, 2.5, null, null, null, 3)));

    [Test]
    public void A_text_that_is_not_a_report_is_an_error() => Assert.That(
        () => OwnLoad.Parse("load: refused", isUpload: false), Throws.TypeOf<CompareException>());

    [TestCase(BackendKind.Redis, "--protocol redis --payload 64 --pipeline 4 --reconnect-every 1")]
    [TestCase(BackendKind.Http, "--protocol http --path /bytes/64")]
    [TestCase(BackendKind.Bulk, "--protocol bulk --direction up")]
    public void A_shape_is_translated_to_options(BackendKind kind, string says)
    {
        var shape = new LoadShape
        {
            Connections = 5,
            PayloadBytes = 64,
            Pipeline = 4,
            IsReconnecting = true,
            IsUpload = true,
        };
        var task = new LoadTask(IPEndPoint.Parse("127.0.0.1:7"), shape, TimeSpan.FromMilliseconds(300), 0);
        var line = string.Join(' ', OwnLoad.Arguments(kind, task));
        Assert.That(line, Does.StartWith("load --target 127.0.0.1:7 --connections 5 --duration 300ms"));
        Assert.That(line, Does.EndWith(says));
    }

    [Test]
    public void A_well_known_generator_is_preferred_to_our_own()
    {
        var all = new Toolbox { RedisBenchmark = "r", Wrk = "w", Iperf3 = "i" };
        var kinds = new[] { BackendKind.Redis, BackendKind.Http, BackendKind.Bulk };
        Assert.That(
            kinds.Select(k => GeneratorChoice.Of(k, all).Name),
            Is.EqualTo(new[] { "redis-benchmark", "wrk", "iperf3" }));
        Assert.That(kinds.Select(k => GeneratorChoice.Of(k, new Toolbox()).Name), Is.All.EqualTo("load"));
    }

    private static string Json(string protocol) => JsonSerializer.Serialize(
        new LoadReport
        {
            Target = "127.0.0.1:7",
            Protocol = protocol,
            Connections = 5,
            PayloadBytes = 64,
            Pipeline = 1,
            Seconds = 2.5,
            Requests = 1000,
            Connects = 5,
            BytesSent = 111,
            BytesReceived = 222,
            Latency = new LatencyReport { P50 = 10, P99 = 20, P999 = 30 },
            Errors = new Dictionary<string, long> { ["reset"] = 2, ["timeout"] = 1 },
        },
        JsonSerializerOptions.Web);
}
