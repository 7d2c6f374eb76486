using System.Text.RegularExpressions;
using L4Balancer.Admin.Metrics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The rules for Prometheus and the dashboard for Grafana fit the metrics and the page about alerts.</summary>
internal sealed partial class MonitoringTests
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly string[] HistogramParts = ["_bucket", "_sum", "_count"];

    private static readonly HashSet<string> Known =
    [
        .. MetricCatalog.All.SelectMany(m => m.Kind == MetricKind.Histogram
            ? HistogramParts.Select(part => m.PrometheusName + part) : [m.PrometheusName]),
    ];

    private static IEnumerable<string> DashboardTexts =>
        Dashboard.Expressions.Concat(
            Dashboard.Variables.Where(v => v.TryGetProperty("definition", out _))
                .Select(v => v.GetProperty("definition").GetString()!));

    [Test]
    public async Task Promtool_accepts_the_rules_and_their_tests_pass()
    {
        Needs.Programs("promtool");
        await Promtool.RunAsync("check", "rules", RulesFile.Path);
        await Promtool.RunAsync("test", "rules", RulesFile.TestsPath);
    }

    [TestCaseSource(typeof(RulesFile), nameof(RulesFile.Alerts))]
    public void An_alert_is_seen_firing_and_not_firing(string alert)
    {
        Assert.That(RulesFile.Tested, Does.Contain((alert, true)));
        Assert.That(RulesFile.Tested, Does.Contain((alert, false)));
    }

    [TestCaseSource(typeof(RulesFile), nameof(RulesFile.Alerts))]
    public void An_alert_has_its_runbook(string alert)
    {
        var anchor = alert.ToLowerInvariant();
        Assert.That(File.ReadAllText(RulesFile.Path), Does.Contain($"runbook_url: docs/alerts.md#{anchor}\n"));
        Assert.That(File.ReadAllLines(Repository.PathOf("docs", "alerts.md")), Does.Contain($"## {alert}"));
    }

    [Test]
    public void Rules_use_only_existing_metrics() =>
        Assert.That(NamesIn(File.ReadAllText(RulesFile.Path)), Is.SubsetOf(Known));

    [Test]
    public void The_dashboard_uses_only_existing_metrics() =>
        Assert.That(DashboardTexts.SelectMany(NamesIn).Distinct(), Is.SubsetOf(Known));

    [Test]
    public void An_unknown_metric_would_be_detected() =>
        Assert.That(NamesIn("rate(l4balancer_no_such_total[5m])"), Is.Not.SubsetOf(Known));

    [Test]
    public void Panels_have_unique_ids_and_do_not_overlap()
    {
        Assert.That(Dashboard.Panels.Select(p => p.GetProperty("id").GetInt32()), Is.Unique);
        Assert.That(
            Dashboard.Panels.Select(p => p.GetProperty("gridPos")).Select(
                g => (g.GetProperty("x").GetInt32(), g.GetProperty("y").GetInt32())),
            Is.Unique);
        Assert.That(
            Dashboard.Panels.Select(p => p.GetProperty("gridPos")).Select(
                g => g.GetProperty("x").GetInt32() + g.GetProperty("w").GetInt32()),
            Has.All.LessThanOrEqualTo(24), "Grafana's grid is 24 wide.");
    }

    [Test]
    public void A_variable_that_a_query_uses_is_declared()
    {
        var declared = Dashboard.Variables.Select(v => v.GetProperty("name").GetString()).Append("__rate_interval");
        var used = Dashboard.Expressions.SelectMany(e => VariablePattern().Matches(e)).Select(m => m.Value[1..]);
        Assert.That(used.Distinct(), Is.SubsetOf(declared));
    }

    private static IEnumerable<string> NamesIn(string text) =>
        NamePattern().Matches(text).Select(m => m.Value).Distinct();

    [GeneratedRegex(@"\bl4balancer_\w+", Plain)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\$\w+", Plain)]
    private static partial Regex VariablePattern();
}
