using System.Text;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Readme;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The lines in docs/access-log.md match the log, and its jq(1) filters work.</summary>
internal sealed class AccessLogPageTests
{
    private const string PageName = "docs/access-log.md";
    private const string WhenReadAtOnce = "map(";

    private static IEnumerable<FencedBlock> Filters => Page.Blocks("jq").Where(block => block.IsOf(PageName));

    [TestCaseSource(nameof(Filters))]
    public async Task A_filter_of_the_page_matches_lines_of_a_log(FencedBlock filter)
    {
        Needs.Programs("jq");
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.PathOf("access.log"), SampleLog());
        var isSlurped = filter.Text.StartsWith(WhenReadAtOnce, StringComparison.Ordinal);
        var result = await Command.RunAsync(
            "jq", [isSlurped ? "-cs" : "-c", filter.Text, folder.PathOf("access.log")]);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Text, Is.Not.Empty.And.Not.EqualTo("[]"));
        Assert.That(result.Text, Does.Not.Contain("client-closed"), "It leaves out what it is not about.");
    }

    [Test]
    public void The_page_has_filters() => Assert.That(Filters.Count(), Is.GreaterThanOrEqualTo(4));

    [Test]
    public void The_lines_of_the_page_have_the_fields_of_real_lines()
    {
        var shown = Page.Blocks("json").Where(block => block.IsOf(PageName))
            .Select(block => Records.Parse(block.Text)).ToList();
        var written = Encoding.UTF8.GetString(SampleLog()).TrimEnd('\n').Split('\n').Select(Records.Parse).ToList();
        foreach (var line in shown)
        {
            var real = written.First(w => w.Text("event") == line.Text("event"));
            Assert.That(
                line.EnumerateObject().Select(f => f.Name), Is.EqualTo(real.EnumerateObject().Select(f => f.Name)));
        }

        Assert.That(shown.Select(line => line.Text("event")), Is.EquivalentTo(new[] { "end", "dropped" }));
    }

    private static byte[] SampleLog()
    {
        using var batch = new LogBatch();
        batch.Add(Records.Running(1), DateTimeOffset.UnixEpoch);
        foreach (var reason in CloseReasons.All)
        {
            var record = Records.Ended((ulong)reason, reason);
            if (reason.IsRefusal()) record = record with { Backend = null, ConnectMicroseconds = -1 };
            if (reason == CloseReason.BackendReset) record = record with { ConnectMicroseconds = 250_000, Retries = 1 };
            batch.Add(record, DateTimeOffset.UnixEpoch);
        }

        batch.AddDropped(3, DateTimeOffset.UnixEpoch);
        return batch.Lines.ToArray();
    }
}
