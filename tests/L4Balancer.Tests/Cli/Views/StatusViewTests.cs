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

    [Test]
    public void A_suspicion_is_shown_with_all_its_figures()
    {
        const string Cause = "14 sessions wait, oldest 320 ms, nothing received for 310 ms; siblings answer in 0.4 ms";
        var lines = Lines(Plain with
        {
            Standing = "suspected",
            StandingCause = Cause,
            StandingSince = SampleSnapshot.Moment.AddSeconds(57),
        });
        Assert.That(lines[0], Does.StartWith("Degraded: "));
        Assert.That(
            string.Join(' ', lines.Select(l => l.Trim())),
            Does.Contain($" db/{Address} has been suspected for 3s: {Cause} "));
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(100));
    }

    [TestCase("up", "db/10.0.0.1:3306 is ejected for another 27s: 5 connects in a row failed")]
    [TestCase("down", "db/10.0.0.1:3306 has been down for 1m, ejected for another 27s: refused")]
    public void An_ejected_backend_is_degraded_and_shown_with_its_end(string health, string trouble)
    {
        var lines = Lines(Plain with
        {
            Health = health,
            Cause = health == "down" ? "refused" : null,
            Standing = "ejected",
            StandingCause = "5 connects in a row failed",
            EjectedUntil = SampleSnapshot.Moment.AddSeconds(87),
        });
        Assert.That(lines[0], Does.StartWith("Degraded: "));
        Assert.That(lines, Has.Some.EqualTo($"  {trouble}"));
    }

    [Test]
    public void An_agent_has_columns_and_what_it_wants_is_said_below()
    {
        Assert.That(Lines(Plain, 160), Has.None.Contain("AGENT").And.None.Contain("CPU"));
        var lines = Lines(SampleSnapshot.Backend(Address), 160);
        Assert.That(lines, Has.Some.Match("WEIGHT +AGENT +SESS .* CPU +MEM +LOAD +PSI +SINCE"));
        Assert.That(lines, Has.Some.Match(" 2.5/4 +drain .* 31% +44% +0.8 +12% +1m"));
        Assert.That(lines[^1], Is.EqualTo($"db/{Address} has an agent that reports drain: kernel update"));
    }

    [Test]
    public void A_role_has_columns_and_a_replica_that_is_behind_is_a_trouble()
    {
        Assert.That(Lines(Plain), Has.None.Contain("LAG"));
        var lines = Lines(SampleSnapshot.Backend(Address));
        Assert.That(lines, Has.Some.Match("HEALTH +ROLE +LAG +INTENT").And.Some.Match(" up +replica +9.5s +ready "));
        Assert.That(lines, Has.Some.EqualTo($"  db/{Address} is 9.5s behind its primary, more than max-lag"));
    }

    [TestCase("up", false, "72%")]
    [TestCase("up", true, "silent")]
    [TestCase("unknown", false, "[?]")]
    [TestCase("down", true, "down")]
    public void A_word_of_an_agent_goes_before_its_weight(string state, bool isStale, string shown)
    {
        var backend = SampleSnapshot.Backend(Address);
        Assert.That(
            Row(backend with { Agent = backend.Agent! with { State = state, IsStale = isStale } }),
            Does.Match($" 2.5/4 +{shown} "));
    }

    [TestCase(true, "up", "gets no answer from its agent: connection refused")]
    [TestCase(false, "fail", "has an agent that reports fail: kernel update")]
    public void An_agent_that_is_silent_or_reports_a_failure_is_a_trouble(bool isStale, string state, string trouble)
    {
        var backend = SampleSnapshot.Backend(Address);
        var agent = backend.Agent! with { State = state, IsStale = isStale, LastCause = "connection refused" };
        var lines = Lines(backend with { Agent = agent });
        Assert.That(lines[0], Does.StartWith("Degraded: "));
        Assert.That(lines, Has.Some.EqualTo($"  db/{Address} {trouble}"));
    }

    [TestCase(85, " RESP  WAIT  SINCE")]
    [TestCase(95, " RESP  WAIT   CONN  SINCE")]
    [TestCase(120, " RESP    R99  WAIT  SILENT   CONN    C99  SINCE")]
    public void A_wider_page_has_more_columns(int width, string columns) =>
        Assert.That(Lines(Plain, width), Has.Some.EndsWith(columns));

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
    [TestCase("up", "ejected", "ejected")]
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

    private static BackendSnapshot Plain =>
        SampleSnapshot.Backend(Address) with { Agent = null, Role = null };

    private static string Row(BackendSnapshot backend) =>
        Lines(backend, 160).Single(l => l.StartsWith("db    10.", StringComparison.Ordinal));

    private static string[] Lines(BackendSnapshot backend, int width = 100)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var page = new Page(text, new Ink(false), width);
        StatusView.Write(page, SampleSnapshot.Create(backend), new Readiness(true, []), before: null);
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
