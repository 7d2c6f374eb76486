using System.Buffers;
using System.Text;
using L4Balancer.Admin.Metrics;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The text format of Prometheus.</summary>
internal sealed class PrometheusTextTests
{
    [Test]
    public void A_metric_has_its_help_and_its_type_once_before_its_values()
    {
        var lines = Lines(SampleSnapshot.Create(SampleSnapshot.Backend("a:1"), SampleSnapshot.Backend("b:1")));
        var at = Array.IndexOf(lines, "# TYPE l4balancer_backend_connect_failures_total counter");
        Assert.That(
            lines[at - 1],
            Is.EqualTo(
                "# HELP l4balancer_backend_connect_failures_total Failed connects that count against the backend"));
        Assert.That(
            lines[(at + 1)..(at + 3)],
            Is.EqualTo(new[]
            {
                "l4balancer_backend_connect_failures_total{pool=\"db\",backend=\"a:1\"} 1",
                "l4balancer_backend_connect_failures_total{pool=\"db\",backend=\"b:1\"} 1",
            }));
        Assert.That(lines.Where(l => l[0] == '#'), Is.Unique);
    }

    [Test]
    public void A_histogram_is_cumulative_and_ends_with_sum_and_count()
    {
        const string Name = "l4balancer_backend_connect_duration_seconds";
        const string Labels = "pool=\"db\",backend=\"10.0.0.1:3306\"";
        Assert.That(
            Lines(SampleSnapshot.Create()).Where(l => l.StartsWith(Name, StringComparison.Ordinal)),
            Is.EqualTo(new[]
            {
                $"{Name}_bucket{{{Labels},le=\"0.001\"}} 5",
                $"{Name}_bucket{{{Labels},le=\"0.01\"}} 7",
                $"{Name}_bucket{{{Labels},le=\"0.1\"}} 8",
                $"{Name}_bucket{{{Labels},le=\"+Inf\"}} 9",
                $"{Name}_sum{{{Labels}}} 0.75",
                $"{Name}_count{{{Labels}}} 9",
            }));
    }

    [Test]
    public void Backslashes_quotes_and_line_breaks_of_a_label_are_escaped() =>
        Assert.That(
            Lines(SampleSnapshot.Create(SampleSnapshot.Backend("unix:/a\\b\"c\nd"))),
            Does.Contain("l4balancer_backend_up{pool=\"db\",backend=\"unix:/a\\\\b\\\"c\\nd\"} 1"));

    [Test]
    public void A_number_is_written_in_full_and_without_a_culture()
    {
        var lines = Lines(SampleSnapshot.Create());
        Assert.That(lines, Does.Contain("l4balancer_process_start_time_seconds 1700000000"));
        Assert.That(
            lines, Does.Contain("l4balancer_backend_weight_effective{pool=\"db\",backend=\"10.0.0.1:3306\"} 2.5"));
    }

    [TestCase("up", "1")]
    [TestCase("down", "0")]
    [TestCase("unknown", null)]
    public void Unknown_health_has_no_value(string health, string? expected)
    {
        var values = Values("l4balancer_backend_up", SampleSnapshot.Backend("a:1") with { Health = health });
        Assert.That(values, Is.EqualTo(expected is null ? Array.Empty<string>() : [expected]));
    }

    [TestCase("ready", "0")]
    [TestCase("drain", "1")]
    [TestCase("maintenance", "2")]
    public void An_intent_is_a_number(string intent, string expected) =>
        Assert.That(
            Values("l4balancer_backend_intent", SampleSnapshot.Backend("a:1") with { Intent = intent }),
            Is.EqualTo(new[] { expected }));

    [Test]
    public void A_pool_has_every_close_reason_and_a_backend_those_that_have_occurred()
    {
        var lines = Lines(SampleSnapshot.Create());
        Assert.That(
            lines.Count(l => l.StartsWith("l4balancer_pool_session_ended_total{", StringComparison.Ordinal)),
            Is.EqualTo(CloseReasons.All.Count));
        Assert.That(
            lines.Count(l => l.StartsWith("l4balancer_backend_session_ended_total{", StringComparison.Ordinal)),
            Is.EqualTo(1));
    }

    [Test]
    public void A_metric_without_values_is_omitted()
    {
        var text = string.Join('\n', Lines(SampleSnapshot.Create() with { Loops = [] }));
        Assert.That(text, Does.Not.Contain("l4balancer_loop_"));
    }

    [Test]
    public void Ten_thousand_backends_are_written_without_allocations_per_series()
    {
        var snapshot = SampleSnapshot.Create(
            [.. Enumerable.Range(0, 10_000).Select(i => SampleSnapshot.Backend($"10.0.{i / 250}.{i % 250}:80"))]);
        var output = new CountingWriter();
        PrometheusText.Write(snapshot, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PrometheusText.Write(snapshot, output);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Out.WriteLine($"{output.Written / 2} bytes of text, {allocated} bytes allocated");
        Assert.That(allocated, Is.LessThan(2_000_000), "250,000 series: a string each would be tens of megabytes.");
    }

    /// <summary>promtool's check of names, units, help and syntax.</summary>
    [Test]
    public async Task Promtool_accepts_the_text()
    {
        Needs.Programs("promtool");
        await Promtool.CheckMetricsAsync(string.Join('\n', Lines(SampleSnapshot.Create())) + "\n");
    }

    private static IEnumerable<string> Values(string metric, BackendSnapshot backend) =>
        Lines(SampleSnapshot.Create(backend))
            .Where(l => l.StartsWith(metric + "{", StringComparison.Ordinal)).Select(l => l.Split(' ')[^1]);

    private static string[] Lines(BalancerSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>();
        PrometheusText.Write(snapshot, output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n').Split('\n');
    }

    /// <summary>Counts the bytes written and keeps nothing, like a response body.</summary>
    private sealed class CountingWriter : IBufferWriter<byte>
    {
        private readonly byte[] _room = new byte[64 * 1024];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _room;

        public Span<byte> GetSpan(int sizeHint = 0) => _room;
    }
}
