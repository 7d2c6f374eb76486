using System.Text.RegularExpressions;
using L4Balancer.Cli.Output;
using L4Balancer.Cli.Top;
using L4Balancer.Tests.Admin.Metrics;

namespace L4Balancer.Tests.Cli.Top;

/// <summary>Keys and drawing, without a terminal.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class TopScreenTests
{
    private const string Siblings = "oldest 320 ms, nothing received for 310 ms; siblings answer in 0.4 ms";

    private readonly TopState _state = new()
    {
        Moment = Moments.Of(("db", 3), ("web", 7), ("web-with-a-name-of-its-own", 5)),
    };

    [Test]
    public void Every_line_fits_whatever_the_width([Values(80, 90, 100, 110, 120, 200)] int width)
    {
        var lines = TopScreen.Draw(_state, width, 24, hasColour: true)
            .Select(line => Escape().Replace(line, "")).ToArray();
        Assert.That(lines, Has.Length.EqualTo(24));
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(width));
        Assert.That(lines[3], Does.StartWith("BACKEND").And.Contain("RESP").And.Contain("WAIT"));
    }

    [TestCase(80, "RESP WAIT  DN/s  CONN")]
    [TestCase(90, "RESP WAIT  UP/s  DN/s  CONN")]
    [TestCase(120, "RESP   R99 WAIT SILNT  UP/s  DN/s  CONN   C99")]
    public void A_wider_terminal_has_more_columns(int width, string columns) =>
        Assert.That(TopScreen.Draw(_state, width, 24, hasColour: false)[3], Does.Contain(columns));

    [Test]
    public void The_order_is_never_that_of_a_column_that_is_not_shown()
    {
        var titles = new HashSet<string>();
        for (var i = 0; i < TopColumn.All.Count; i++)
        {
            Press('s');
            titles.Add(TopColumn.All[_state.SortedBy].Title);
        }

        Assert.That(titles, Does.Contain("RESP").And.Not.Contain("R99").And.Not.Contain("UP/s"));
    }

    [Test]
    public void A_backend_that_does_not_answer_its_clients_is_shown_as_suspected()
    {
        Change(r => r with { State = new("suspected", Tone.Warning), Waiting = 14, Silence = 0.31 });
        var line = TopScreen.Draw(_state, 120, 24, hasColour: false)[5];
        Assert.That(line, Does.Contain(" susp ").And.Contain(" 14 310ms "));
    }

    [TestCase(80, "AGENT  SESS NEW/s")]
    [TestCase(100, "AGENT  CPU  MEM  SESS NEW/s")]
    [TestCase(120, "AGENT  CPU  MEM LOAD  PSI  SESS NEW/s")]
    public void Agents_have_columns(int width, string columns)
    {
        var agent = SampleSnapshot.Backend("10.0.0.1:80").Agent!;
        Change(r => r with { Agent = r.Pool == "db" ? agent with { State = "up" } : null });
        var lines = TopScreen.Draw(_state, width, 24, hasColour: false).Select(line => Escape().Replace(line, ""))
            .ToArray();
        Assert.That(lines[3], Does.Contain(columns));
        Assert.That(lines[4], Does.Contain("    72%"));
        if (width == 120) Assert.That(lines[4], Does.Contain("    72%  31%  44%  0.8  12%"));
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(width));
    }

    [Test]
    public void What_is_wrong_is_said_of_the_backend_under_the_cursor_or_else_of_the_first()
    {
        const string Trouble = "has been suspected for 3s: 14 sessions wait, " + Siblings;
        Change(r => r.Pool == "db" ? r : r with { Trouble = Trouble });
        Assert.That(Troubles(), Is.EqualTo(new[]
        {
            "web-with-a-name-of-its-own/10.0.0.1:80 has been suspected for 3s: 14 sessions",
            "wait, " + Siblings,
        }));
        Press(ConsoleKey.End);
        Assert.That(Troubles()[0], Does.StartWith("web/10.0.0.1:80 has been suspected"));
        Change(r => r with { Trouble = "" });
        Assert.That(Troubles(), Is.All.Empty);

        string[] Troubles() => [.. TopScreen.Draw(_state, 80, 20, hasColour: false).Skip(17).Take(2)];
    }

    [Test]
    public void Colours_can_be_turned_off()
    {
        Assert.That(string.Concat(TopScreen.Draw(_state, 80, 24, hasColour: false)), Does.Not.Contain("\e[3"));
        Assert.That(string.Concat(TopScreen.Draw(_state, 80, 24, hasColour: true)), Does.Contain("\e["));
    }

    [Test]
    public void The_table_scrolls_with_the_cursor()
    {
        _state.Moment = Moments.Of([.. Enumerable.Range(100, 50).Select(i => ($"pool{i}", i))]);
        Press(ConsoleKey.End);
        var lines = TopScreen.Draw(_state, 80, 20, hasColour: false);
        Assert.That(lines, Has.Count.EqualTo(20));
        Assert.That(string.Join('\n', lines), Does.Contain("pool149").And.Not.Contain("pool100/"));
    }

    [Test]
    public void The_cursor_stays_on_its_backend_when_the_order_changes()
    {
        Press('j');
        var before = _state.SelectedRow()!.Name;
        Press('r');
        Press('s');
        Assert.That(_state.SelectedRow()!.Name, Is.EqualTo(before));
    }

    [TestCase("", "{}")]
    [TestCase("10m", "deadlineSeconds = 600")]
    [TestCase("10m 50", "deadlineSeconds = 600, rate = 50")]
    public void A_drain_accepts_a_deadline_and_a_rate(string typed, string body)
    {
        var wish = AnswerDrain(typed);
        Assert.That(wish!.Act.Path, Is.EqualTo("/v1/pools/db/backends/10.0.0.1%3A80/drain"));
        Assert.That(wish.Act.Body!.ToString()!.Replace(" }", ""), Does.Contain(body.Trim('{', '}').Trim()));
    }

    [TestCase("10")]
    [TestCase("soon")]
    [TestCase("10m 0")]
    [TestCase("10m 5 5")]
    public void A_drain_with_invalid_input_is_not_requested(string typed)
    {
        Assert.That(AnswerDrain(typed.Replace('n', 'x')), Is.Null);
        Assert.That(_state.Notice, Does.Contain("Nothing was done"));
    }

    [Test]
    public void Nothing_is_done_if_the_backend_is_gone_when_the_operator_answers()
    {
        Press('d');
        _state.Moment = Moments.Of(("web", 1));
        Assert.That(Press('y'), Is.Null);
        Assert.That(_state.Notice, Does.Contain("gone"));
    }

    [Test]
    public void A_sparkline_is_scaled_to_its_largest_value()
    {
        Assert.That(Sparkline.Of([1, 0, 4, 8], 6), Is.EqualTo("  ▂▁▅█").Or.EqualTo("  ▂▁▄█"));
        Assert.That(Sparkline.Of([9, 0, 0], 2), Is.EqualTo("▁▁"));
    }

    [GeneratedRegex("\e\\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    private void Change(Func<TopRow, TopRow> change) =>
        _state.Moment = _state.Moment! with { Rows = [.. _state.Moment.Rows.Select(change)] };

    private TopWish? AnswerDrain(string typed)
    {
        Press('d');
        foreach (var character in typed) Assert.That(Press(character), Is.Null);
        return typed.Length == 0 ? Press('y') : Press(ConsoleKey.Enter);
    }

    private TopWish? Press(char character)
    {
        var key = new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false);
        Assert.That(TopKeys.Press(_state, key, out var wish), Is.False);
        return wish;
    }

    private TopWish? Press(ConsoleKey key)
    {
        TopKeys.Press(_state, new ConsoleKeyInfo('\0', key, false, false, false), out var wish);
        return wish;
    }
}
