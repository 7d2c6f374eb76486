using L4Balancer.Admin.History;
using L4Balancer.Cli.Output;
using L4Balancer.Cli.Views;
using L4Balancer.Core.Capacity;
using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Cli.Views;

/// <summary>The assessment as text.</summary>
internal sealed class CapacityViewTests
{
    [Test]
    public void A_pool_shows_its_assessment_in_words_and_the_figures_of_its_backends()
    {
        var text = string.Join('\n', Lines(100, Backend("10.0.0.11:3306", 1), Backend("10.0.0.12:3306", 3)));
        Assert.That(text, Does.StartWith("Rates and means of the last 1m30s\n\ndb: 20 sessions, 20 new/s, 2.0KB/s, "));
        Assert.That(text, Does.Contain(
            "\n  utilisation  50% (20 of 40 max-connections)\n  headroom     the load can grow by 100%\n"));
        Assert.That(text, Does.Contain("  bottleneck   10.0.0.12:3306 is the slowest: 3.0 x the median"));
        Assert.That(text, Does.Contain("  without      10.0.0.11:3306: 10.0.0.12:3306 carries 2.0 x today's load; "
            + "10.0.0.12:3306 is then at"));
        Assert.That(
            text, Does.Contain("  without      10.0.0.11:3306, 10.0.0.12:3306: nothing serves: clients are refused"));
        Assert.That(text, Does.Contain("  l4balancer weight db/10.0.0.12:3306 5   # now 1"));
        Assert.That(text, Does.Match(@"\n10.0.0.12:3306 +0  yes +10 +20 +10 .* 3\.0ms .* 50% .* 50%$"));
    }

    [TestCase(80)]
    [TestCase(100)]
    public void Every_line_fits(int width) => Assert.That(
        Lines(width, Backend("10.0.0.11:3306", 1), Backend("10.0.0.12:3306", 3))
            .Where(l => !l.Contains("l4balancer weight")),
        Is.All.Length.LessThanOrEqualTo(width));

    [Test]
    public void A_large_pool_lists_the_backends_nearest_to_their_limit()
    {
        var backends = Enumerable.Range(0, 50).Select(i => Backend($"10.0.0.{i}:1", 1) with { Sessions = i % 20 });
        var lines = Lines(100, [.. backends]);
        var rows = lines.Where(l => l.StartsWith("10.0.0.", StringComparison.Ordinal)).ToArray();
        Assert.That(rows, Has.Length.EqualTo(20));
        Assert.That(rows[0], Does.StartWith("10.0.0.19:1 "));
        Assert.That(lines[^1], Is.EqualTo("and 30 more (--json has all of them)"));
    }

    [Test]
    public void What_is_unknown_is_called_so() => Assert.That(
        Lines(200, Backend("a", 1) with { MaxConnections = 0 }),
        Has.Some.EqualTo("  utilisation  unknown (no max-connections, no figures of an agent, and too few answers were "
            + "measured)"));

    private static BackendLoad Backend(string address, double milliseconds) => new()
    {
        Address = address,
        Sessions = 10,
        MaxConnections = 20,
        SessionsPerSecond = 10,
        BytesPerSecond = 1024,
        Answers = 900,
        AnswersPerSecond = 10,
        Response = milliseconds / 1e3,
        ResponseP99 = milliseconds / 500,
    };

    private static string[] Lines(int width, params BackendLoad[] backends)
    {
        var pool = new PoolLoad { Name = "db", Policy = PolicyKind.PowerOfTwo, Backends = backends };
        using var text = new StringWriter { NewLine = "\n" };
        CapacityView.Write(
            new Page(text, new Ink(false), width),
            new CapacityReport(DateTimeOffset.UnixEpoch, 90, [CapacityAssessment.Of(pool)]));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
