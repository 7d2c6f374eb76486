using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Results;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Tests.Compare.Results;

internal sealed class MarkdownReportTests
{
    private static readonly Cell[] Cells =
    [
        Sample.Cell("redis-50", "direct", 1, 80_000, null),
        Sample.Cell("redis-50", "haproxy", 1, 40_000, 1),
        Sample.Cell("redis-50", "native", 1, 44_000, 0.825),
        Sample.Cell("bulk-1-down", "haproxy", 1, 2e9, 1) with { P50 = null, P99 = null, P999 = null },
        Sample.Cell("bulk-1-down", "native", 1, 4e9, 1) with { P50 = null, P99 = null, P999 = null },
    ];

    [Test]
    public void A_row_has_rate_latencies_costs_and_ratios()
    {
        var lines = Render(Cells);
        Assert.That(lines, Does.Contain("| direct | 80,000 | 100 | 200 | 300 | - | 12.5 | 2.00 | - |"));
        Assert.That(lines, Does.Contain("| native | 44,000 | 100 | 200 | 300 | 18.8 | 37.5 | 1.10 | 0.75 |"));
        Assert.That(lines, Does.Contain("| native | 4.00 | - | - | - | 0.250 | 0.500 | 2.00 | 0.50 |"));
    }

    [Test]
    public void The_first_table_shows_all_ratios()
    {
        var lines = Render(Cells);
        Assert.That(lines, Does.Contain("| redis-50 | 2.00 / - | 1.00 / 1.00 | 1.10 / 0.75 |"));
        Assert.That(lines, Does.Contain("| bulk-1-down | - / - | 1.00 / 1.00 | 2.00 / 0.50 |"));
    }

    [Test]
    public void Every_table_is_valid_Markdown()
    {
        var lines = Render(Cells);
        for (var i = 1; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("| ---", StringComparison.Ordinal)) continue;
            Assert.That(lines[i - 2], Is.Empty, "A blank line is above the table.");
            var width = lines[i].Count('|');
            var table = lines.Skip(i - 1).TakeWhile(line => line.Length > 0);
            Assert.That(table.Select(line => line.Count('|')), Is.All.EqualTo(width));
        }
    }

    [Test]
    public void Noise_and_failures_are_marked_and_explained()
    {
        var lines = Render(
            Sample.Cell("redis-50", "haproxy", 1, 100, 1) with { IsNoisy = true },
            Sample.Cell("redis-50", "native", 2, 0, 1) with { Failure = "it ended" });
        Assert.That(lines, Has.Some.StartsWith("| haproxy\\* |").And.Some.StartsWith("| native! |"));
        Assert.That(lines, Does.Contain("- redis-50, native, round 2: it ended"));
        Assert.That(lines, Has.Some.Contains("others or the hypervisor took more than 10 %"));
    }

    [Test]
    public void Idle_sessions_have_their_own_table()
    {
        var idle = new IdleCell
        {
            Balancer = "native",
            EmptyBytes = 40_000_000,
            FullBytes = 48_000_000,
            Sessions = 8_000,
            IdleCpuShare = 0.001,
            WakeUpsPerSecond = 2.4,
        };
        var failed = new IdleCell { Balancer = "nginx", Failure = "it ended" };
        var text = MarkdownReport.Render(Sample.Report([], idle, failed), []);
        Assert.That(text, Does.Contain("| native | 8,000 | 1.0 | 40,000.0 | 0.1 | 2.4 |"));
        Assert.That(text, Does.Contain("- idle-memory, nginx: it ended"));
    }

    [Test]
    public void A_busy_machine_and_missing_peers_are_reported_first()
    {
        var report = Sample.Report(Cells) with { IsForced = true, Missing = ["nginx (not installed)"] };
        var text = MarkdownReport.Render(report, []);
        Assert.That(text, Does.StartWith("**Measured on a busy machine"));
        Assert.That(text, Does.Contain("A processor, 2 cores, Linux 6.1").And.Contain("haproxy 2.6"));
        Assert.That(text, Does.Contain("Not available: nginx (not installed)."));
    }

    private static string[] Render(params Cell[] cells) =>
        MarkdownReport.Render(Sample.Report(cells), Sample.Summaries(cells)).Split('\n');
}
