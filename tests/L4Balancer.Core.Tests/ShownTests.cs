namespace L4Balancer.Core.Tests;

/// <summary>Text from elsewhere is shown so that it cannot be mistaken for the balancer's own.</summary>
public sealed class ShownTests
{
    [TestCase("plain", "plain")]
    [TestCase("two words", "\"two words\"")]
    [TestCase("", "\"\"")]
    [TestCase("back\u200bends", "\"back\\u200bends\"", Description = "zero width space")]
    [TestCase("polic\u0443", "\"polic\\u0443\"", Description = "Cyrillic u")]
    [TestCase("\u001b[31mred", "\"\\u001b[31mred\"")]
    [TestCase("a\nb\r\tc", "\"a\\nb\\r\\tc\"")]
    [TestCase("\u202eabc", "\"\\u202eabc\"", Description = "right-to-left override")]
    [TestCase("\u009b1m", "\"\\u009b1m\"", Description = "CSI in one character")]
    [TestCase("\ud83d\ude00", "\"\\U0001f600\"")]
    [TestCase("say \"x\\y\"", "\"say \\\"x\\\\y\\\"\"")]
    public void A_text_is_one_line_of_ASCII(string text, string shown) =>
        Assert.That(Shown.Of(text), Is.EqualTo(shown));

    [Test]
    public void A_long_text_is_cut()
    {
        var shown = Shown.Of(new string('x', 1000));
        Assert.That(shown, Has.Length.LessThan(70).And.EndsWith("..."));
    }

    [TestCase("\u00fc \"quoted\" \\ text", "\u00fc \"quoted\" \\ text")]
    [TestCase("a\nb\u001b[0m\u2028\u00fc", "a\\nb\\u001b[0m\\u2028\u00fc")]
    public void A_message_keeps_all_that_a_terminal_only_shows(string text, string shown) =>
        Assert.That(Shown.Visible(text), Is.EqualTo(shown));

    [TestCase("unix:/run/\u00fc.sock", true)]
    [TestCase("a\u001b[0m", false)]
    [TestCase("a\nb", false)]
    [TestCase("a\u200bb", false)]
    [TestCase("a\u2028b", false)]
    public void What_a_terminal_acts_on_is_not_printable(string text, bool isPrintable) =>
        Assert.That(Shown.IsPrintable(text), Is.EqualTo(isPrintable));
}
