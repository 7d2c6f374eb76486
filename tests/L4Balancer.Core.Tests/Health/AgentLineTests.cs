using System.Text;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>What an agent's line says, as HAProxy would take it.</summary>
public sealed class AgentLineTests
{
    [TestCaseSource(nameof(Lines))]
    public void Line_says_what_HAProxy_takes_from_it(string line, AgentAnswer expected) =>
        Assert.That(AgentLine.Parse(Encoding.UTF8.GetBytes(line)), Is.EqualTo(expected));

    [TestCase("75%\n", 3)]
    [TestCase("75%\r\n", 3)]
    [TestCase("75%\0up", 3)]
    [TestCase("up 75%\n\n", 6)]
    [TestCase("\n", 0)]
    [TestCase("75%", -1)]
    [TestCase("maxconn:3", -1)]
    [TestCase("", -1)]
    public void A_line_is_complete_with_its_end(string received, int length) =>
        Assert.That(AgentLine.LengthOf(Encoding.UTF8.GetBytes(received)), Is.EqualTo(length));

    [Test]
    public void A_comment_is_bounded_and_has_nothing_that_a_terminal_would_obey()
    {
        var answer = AgentLine.Parse(Encoding.UTF8.GetBytes("up # \u001b[31mred\u0007 " + new string('x', 4000)));
        Assert.That(answer.Health, Is.EqualTo(AgentHealth.Up));
        Assert.That(answer.Comment, Has.Length.EqualTo(Limits.AgentCommentMax));
        Assert.That(answer.Comment, Does.StartWith("\"\\u001b[31mred\\u0007 xx"));
    }

    [Test]
    public void Any_bytes_are_an_answer_within_its_bounds()
    {
        const int Seed = 20;
        var random = new Random(Seed);
        string[] words = ["up", "DOWN", "50%", "%", "maxconn:", "maxconn:9", "#", " ", ",", "\t", "\u00e4", "7"];
        for (var i = 0; i < 20_000; i++)
        {
            var parts = Enumerable.Range(0, random.Next(12)).Select(_ => random.GetItems(words, 1)[0]);
            var line = Encoding.UTF8.GetBytes(string.Concat(parts));
            if (random.Next(2) == 0) random.NextBytes(line.AsSpan(random.Next(line.Length + 1)));
            var answer = AgentLine.Parse(line);
            Assert.That(answer.Percent ?? 0, Is.InRange(0, Limits.AgentPercentMax), $"Seed {Seed}, line {i}");
            Assert.That(answer.MaxConnections ?? 0, Is.GreaterThanOrEqualTo(0));
            Assert.That(answer.Comment, Has.Length.AtMost(Limits.AgentCommentMax));
            Assert.That(Shown.IsPrintable(answer.Comment + answer.Unknown), $"Seed {Seed}, line {i}");
        }
    }

    private static IEnumerable<TestCaseData> Lines()
    {
        yield return Case("", new());
        yield return Case(" \t,, ", new());
        yield return Case("75%", new() { Percent = 75 });
        yield return Case("0%", new() { Percent = 0 });
        yield return Case("weight:40%", new() { Percent = 40 });
        yield return Case("30000%", new() { Percent = 25_600 });
        yield return Case("99999999999999999999%", new() { Percent = 25_600 });
        yield return Case("20% 30%", new() { Percent = 30 });
        yield return Case("up", new() { Health = AgentHealth.Up });
        yield return Case("DOWN", new() { Health = AgentHealth.Down });
        yield return Case("Fail", new() { Health = AgentHealth.Fail });
        yield return Case("stopped", new() { Health = AgentHealth.Stopped });
        yield return Case("up,down", new() { Health = AgentHealth.Down });
        yield return Case("ready", new() { Intent = AgentIntent.Ready });
        yield return Case("drain", new() { Intent = AgentIntent.Drain });
        yield return Case("MAINT", new() { Intent = AgentIntent.Maint });
        yield return Case("maxconn:30", new() { MaxConnections = 30 });
        yield return Case("MaxConn:0", new() { MaxConnections = 0 });
        yield return Case("ready,up\t50%  maxconn:7", new()
        {
            Intent = AgentIntent.Ready,
            Health = AgentHealth.Up,
            Percent = 50,
            MaxConnections = 7,
        });
        yield return Case("down # disk full", new() { Health = AgentHealth.Down, Comment = "disk full" });
        yield return Case("72% # cpu=31 memory=44 down", new() { Percent = 72, Comment = "cpu=31 memory=44 down" });
        yield return Case("#50%", new() { Comment = "50%" });
        yield return Case("up#x", new() { Unknown = "up#x" });
        yield return Case("-5%", new() { Unknown = "-5%" });
        yield return Case("7 5.5% %", new() { Unknown = "7" });
        yield return Case("maxconn:", new() { Unknown = "maxconn:" });
        yield return Case("maxconn:-1 busy", new() { Unknown = "maxconn:-1" });
        yield return Case("\u001b[2J up", new() { Health = AgentHealth.Up, Unknown = "\"\\u001b[2J\"" });
    }

    private static TestCaseData Case(string line, AgentAnswer answer) =>
        new TestCaseData(line, answer).SetArgDisplayNames(Shown.Quoted(line));
}
