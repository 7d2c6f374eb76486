using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Output;
using L4Balancer.Cli.Views;
using L4Balancer.Tests.Admin.Metrics;

namespace L4Balancer.Tests.Cli.Views;

/// <summary>The status page for a snapshot, without a daemon.</summary>
internal sealed class StatusViewTests
{
    private const string Address = "10.0.0.1:3306";

    [TestCase(85, " RESP  WAIT  SINCE")]
    [TestCase(95, " RESP  WAIT   CONN  SINCE")]
    [TestCase(120, " RESP    R99  WAIT  SILENT   CONN    C99  SINCE")]
    public void A_wider_page_has_more_columns(int width, string columns) =>
        Assert.That(Lines(SampleSnapshot.Backend(Address), width), Has.Some.EndsWith(columns));

    [Test]
    public void A_backend_shows_its_response_time_its_waiting_sessions_and_its_silence() =>
        Assert.That(Row(SampleSnapshot.Backend(Address)), Does.Contain(" 4.0ms ").And.Contain(" 2   310ms "));

    [Test]
    public void A_backend_that_has_answered_nothing_shows_a_dash() =>
        Assert.That(
            Row(SampleSnapshot.Backend(Address) with { Signals = new SignalsSnapshot() }),
            Does.Match(@"9 +- +- +0 +- +\d"));

    [TestCase("up", "suspected", "suspected")]
    [TestCase("up", "good", "up")]
    [TestCase("down", "ejected", "down")]
    [TestCase("down", "suspected", "down")]
    [TestCase("unknown", "good", "unknown")]
    public void Health_shows_what_real_traffic_says_of_a_backend_that_probes_call_up(
        string health, string standing, string shown) =>
        Assert.That(
            Row(SampleSnapshot.Backend(Address) with { Health = health, Standing = standing }),
            Does.StartWith($"db    {Address}  {shown} "));

    [TestCase(2.5, "2.5/4")]
    [TestCase(8, "8/4")]
    [TestCase(4, "4")]
    public void A_current_weight_that_differs_is_shown_before_the_full_one(double current, string shown) =>
        Assert.That(Row(SampleSnapshot.Backend(Address) with { WeightInForce = current }), Does.Contain($" {shown} "));

    private static string Row(BackendSnapshot backend) =>
        Lines(backend, 160).Single(l => l.StartsWith("db    10.", StringComparison.Ordinal));

    private static string[] Lines(BackendSnapshot backend, int width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var page = new Page(text, new Ink(false), width);
        StatusView.Write(page, SampleSnapshot.Create(backend), new Readiness(true, []), before: null);
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
