using System.Text.RegularExpressions;
using L4Balancer.Admin.Metrics;
using L4Balancer.Admin.Model;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The names of the metrics, and that each has a value.</summary>
internal sealed partial class MetricCatalogTests
{
    [TestCase("a.io", MetricKind.Counter, "By", "a_io_bytes_total")]
    [TestCase("a.busy", MetricKind.Counter, "s", "a_busy_seconds_total")]
    [TestCase("a.session.ended", MetricKind.Counter, "{session}", "a_session_ended_total")]
    [TestCase("a.session.active", MetricKind.UpDownCounter, "{session}", "a_session_active")]
    [TestCase("a.connect.duration", MetricKind.Histogram, "s", "a_connect_duration_seconds")]
    [TestCase("a.share", MetricKind.Gauge, "1", "a_share_ratio")]
    [TestCase("a.seconds", MetricKind.Gauge, "s", "a_seconds")]
    [TestCase("a.rate", MetricKind.Gauge, "By/s", "a_rate_bytes_per_second")]
    [TestCase("a.up", MetricKind.Gauge, "", "a_up")]
    public void A_name_for_Prometheus_follows_the_rules_of_OpenTelemetry(
        string name, MetricKind kind, string unit, string expected) =>
        Assert.That(MetricNames.ForPrometheus(name, kind, unit), Is.EqualTo(expected));

    [Test]
    public void Metric_names_are_unique() =>
        Assert.That(MetricCatalog.All.Select(m => m.PrometheusName), Is.Unique);

    [Test]
    public void Names_begin_with_the_product_and_are_lower_case_words_with_dots() =>
        Assert.That(MetricCatalog.All.Select(m => m.Name), Has.All.Match(NamePattern().ToString()));

    [Test]
    public void Every_metric_has_a_value_in_a_full_snapshot_with_each_of_its_labels()
    {
        var snapshot = SampleSnapshot.Create();
        foreach (var metric in MetricCatalog.All)
        {
            var sink = new CountingSink();
            metric.Read(snapshot, sink);
            Assert.That(sink.Values, Is.Not.Zero, metric.Name);
            Assert.That(sink.Labels, Is.EqualTo(metric.Labels.Count), metric.Name);
        }
    }

    /// <summary>promtool does not know these; a reader of the page does.</summary>
    [Test]
    public void Help_is_one_sentence_without_a_full_stop() =>
        Assert.That(MetricCatalog.All.Select(m => m.Help), Has.All.Match("^[A-Z0-9].*[^.]$"));

    [GeneratedRegex(@"^l4balancer(\.[a-z][a-z_]*)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();

    /// <summary>Counts values, and the labels of the last one.</summary>
    private sealed class CountingSink : IMetricSink
    {
        public int Values { get; private set; }

        public int Labels { get; private set; }

        public void Add(double value, string? first = null, string? second = null, string? third = null)
        {
            Values++;
            Labels = new[] { first, second, third }.Count(label => label is not null);
        }

        public void Add(HistogramSnapshot histogram, string? first = null, string? second = null) =>
            Add(histogram.Sum, first, second);
    }
}
