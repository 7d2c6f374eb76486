using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The positions of the parts of a document in its text.</summary>
public sealed class NodeSpanTests
{
    private const string Text =
        "\u00e4: \"q\\n\"  # c\n"
        + "# d\n"
        + "b:\n"
        + "- plain value  # e\n"
        + "-   x: 1\n"
        + "    y: 'it''s'   # f\n"
        + "\n"
        + "# g\n"
        + "c: [ a, {k: v, }, *z ,  # h\n"
        + "  \ud83d\ude00 ]\n"
        + "d: |-\n"
        + "  text\n"
        + "e: &n [ ]\n";

    [TestCase("ä", "\"q\\n\"")]
    [TestCase("b", "- plain value  # e\n-   x: 1\n    y: 'it''s'")]
    [TestCase("b/0", "plain value")]
    [TestCase("b/1", "x: 1\n    y: 'it''s'")]
    [TestCase("b/1/y", "'it''s'")]
    [TestCase("c", "[ a, {k: v, }, *z ,  # h\n  \ud83d\ude00 ]")]
    [TestCase("c/1", "{k: v, }")]
    [TestCase("c/2", "*z")]
    [TestCase("c/3", "\ud83d\ude00")]
    [TestCase("e", "&n [ ]")]
    public void Span_covers_exactly_the_written_text(string path, string written)
    {
        foreach (var newLine in new[] { "\n", "\r\n" })
        {
            var text = ("z: &z 5\n" + Text).Replace("\n", newLine);
            var span = SpanOf(YamlDocument.Parse(text), path.Split('/'));
            Assert.That(text[span.Start..span.End], Is.EqualTo(written.Replace("\n", newLine)));
        }
    }

    private static TextSpan SpanOf(ConfigNode node, string[] path)
    {
        var span = node.Span;
        foreach (var step in path)
        {
            if (node is SequenceNode sequence)
            {
                span = sequence.ItemSpans[int.Parse(step)];
                node = sequence.Items[int.Parse(step)];
            }
            else
            {
                node = ((MappingNode)node).Entries.Single(e => ((ScalarNode)e.Key).Text == step).Value;
                span = node.Span;
            }
        }

        return span;
    }
}
