using System.Text;
using L4Balancer.Admin.Metrics;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The table of docs/metrics.md comes from the catalog.</summary>
internal sealed class MetricPageTests
{
    private const string Begin =
        "<!-- MetricPageTests generates the table below; to update it, run it with L4B_WRITE_DOCS=1. -->\n";

    [Test]
    public void The_page_lists_every_metric_of_the_catalog()
    {
        var path = Repository.PathOf("docs", "metrics.md");
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.That(begin, Is.GreaterThanOrEqualTo(Begin.Length), "The marker of the table is missing.");
        var isWanted = Environment.GetEnvironmentVariable("L4B_WRITE_DOCS") == "1";
        if (isWanted) File.WriteAllText(path, page[..begin] + Table());
        Assert.That(File.ReadAllText(path)[begin..], Is.EqualTo(Table()),
            "Run this test with L4B_WRITE_DOCS=1 to update the table.");
    }

    private static string Table()
    {
        var text = new StringBuilder("\n| Prometheus name | OpenTelemetry name | kind | unit | labels | meaning |\n");
        text.Append("|---|---|---|---|---|---|\n");
        foreach (var metric in MetricCatalog.All)
        {
            text.Append($"| `{metric.PrometheusName}` | `{metric.Name}` | {Word(metric.Kind)} | {metric.Unit} ")
                .Append($"| {string.Join(", ", metric.Labels)} | {metric.Help} |\n");
        }

        return text.ToString();
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.UpDownCounter => "up-down counter",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
