using System.Text;
using L4Balancer.Admin.Metrics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The table of docs/metrics.md comes from the catalog.</summary>
internal sealed class MetricPageTests
{
    private const string Begin =
        "<!-- The table below is written by MetricPageTests; L4B_WRITE_DOCS=1 writes it again. -->\n";

    [Test]
    public void The_page_tells_every_metric_as_the_catalog_has_it()
    {
        var path = Repository.PathOf("docs", "metrics.md");
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Assert.That(begin, Is.GreaterThanOrEqualTo(Begin.Length), "The mark of the table is gone.");
        var isWanted = Environment.GetEnvironmentVariable("L4B_WRITE_DOCS") == "1";
        if (isWanted) File.WriteAllText(path, page[..begin] + Table());
        Assert.That(File.ReadAllText(path)[begin..], Is.EqualTo(Table()), "L4B_WRITE_DOCS=1 writes the table again.");
    }

    private static string Table()
    {
        var text = new StringBuilder("\n| for Prometheus | for OpenTelemetry | kind | unit | labels | meaning |\n");
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
