using L4Balancer.Cli.Output;

namespace L4Balancer.Tests.Cli.Output;

/// <summary>Tables of plain text.</summary>
internal sealed class TextTableTests
{
    [Test]
    public void Columns_are_aligned_with_their_titles() =>
        Assert.That(
            Write(ink: false, 100, ("redis", "7"), ("a-longer-name", "1234")),
            Is.EqualTo("NAME           COUNT\nredis              7\na-longer-name   1234\n"));

    [Test]
    public void A_text_that_is_too_long_is_cut_with_an_ellipsis()
    {
        var lines = Write(ink: false, 30, (new string('x', 200), "7")).TrimEnd('\n').Split('\n');
        Assert.That(lines, Is.All.Length.LessThanOrEqualTo(30));
        Assert.That(lines[1], Does.Contain("x…").And.EndWith("7"));
    }

    [Test]
    public void Colours_do_not_affect_the_alignment()
    {
        var painted = Write(ink: true, 100, ("redis", "7"));
        Assert.That(painted, Does.Contain("\e[31m7\e[0m"));
        Assert.That(painted.Split('\n')[1].Replace("\e[31m", "").Replace("\e[0m", ""), Is.EqualTo("redis      7"));
    }

    [Test]
    public void Spare_columns_are_left_out_before_a_name_is_cut()
    {
        var table = new TextTable(
            new("NAME", IsCut: true), new("A", IsRight: true, Spare: 1), new("B", Spare: 2),
            new("COUNT", IsRight: true));
        table.Add("a-name-of-20-letters", "1", "2", "3");
        Assert.That(Lines(40)[0], Is.EqualTo("NAME                  A  B  COUNT"));
        Assert.That(Lines(31)[0], Is.EqualTo("NAME                  A  COUNT"));
        Assert.That(Lines(28)[1], Is.EqualTo("a-name-of-20-letters      3"));
        Assert.That(Lines(20)[1], Is.EqualTo("a-name-of-20…      3"));

        string[] Lines(int width)
        {
            using var text = new StringWriter { NewLine = "\n" };
            table.Write(text, new Ink(false), width);
            return text.ToString().Split('\n');
        }
    }

    private static string Write(bool ink, int width, params (string Name, string Count)[] rows)
    {
        var table = new TextTable(new("NAME", IsCut: true), new("COUNT", IsRight: true));
        foreach (var (name, count) in rows) table.Add(name, new(count, Tone.Bad));
        using var text = new StringWriter { NewLine = "\n" };
        table.Write(text, new Ink(ink), width);
        return text.ToString();
    }
}
