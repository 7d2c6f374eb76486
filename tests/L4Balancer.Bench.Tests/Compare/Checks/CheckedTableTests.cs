using System.Text;
using L4Balancer.Bench.Compare.Checks;

namespace L4Balancer.Bench.Tests.Compare.Checks;

internal sealed class CheckedTableTests
{
    [Test]
    public void Rows_have_medians_and_ratios_to_HAProxy_with_as_many_backends()
    {
        var lines = Render(
            Cell("haproxy", 1_000, 1, 0.02), Cell("native", 1_000, 1, 0.01),
            Cell("haproxy", 1_000, 2, 0.04), Cell("native", 1_000, 2, 0.01),
            Cell("haproxy", 4_000, 1, 0.10), Cell("native", 4_000, 1, 0.05));
        Assert.That(lines, Does.Contain("| haproxy | 1,000 | 500 | 3.0 | 1.00 | 40 | 70.0 | 20.0 |"));
        Assert.That(lines, Does.Contain("| native | 1,000 | 500 | 1.0 | 0.33 | 40 | 70.0 | 20.0 |"));
        Assert.That(lines, Does.Contain("| native | 4,000 | 2,000 | 5.0 | 0.50 | 40 | 70.0 | 20.0 |"));
    }

    [Test]
    public void A_failed_round_is_omitted_and_reported()
    {
        var lines = Render(Cell("native", 1_000, 1, 0.5) with { Failure = "it ended" }, Cell("native", 1_000, 2, 0.01));
        Assert.That(lines, Does.Contain("| native! | 1,000 | 500 | 1.0 | - | 40 | 70.0 | 20.0 |"));
        Assert.That(lines, Does.Contain("! native, 1,000 backends, round 1: it ended"));
    }

    private static string[] Render(params CheckedCell[] cells)
    {
        var text = new StringBuilder();
        CheckedTable.Render(text, cells);
        return text.ToString().Split('\n');
    }

    private static CheckedCell Cell(string balancer, int backends, int round, double cpu) => new()
    {
        Balancer = balancer,
        Backends = backends,
        Round = round,
        CpuShare = cpu,
        ConnectsPerSecond = backends / 2.0,
        WakeUpsPerSecond = 40,
        Bytes = 70_000_000,
        EmptyBytes = 50_000_000,
    };
}
