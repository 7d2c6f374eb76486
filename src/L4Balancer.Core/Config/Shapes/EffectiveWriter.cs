using System.Text;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>Writes YAML in block style, two spaces a level.</summary>
internal sealed class EffectiveWriter
{
    private const string Level = "  ";
    private const string ItemMark = "- ";

    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isItemNext;

    public void Line(string line)
    {
        for (var i = 0; i < _depth - (_isItemNext ? 1 : 0); i++) _text.Append(Level);
        if (_isItemNext) _text.Append(ItemMark);
        _isItemNext = false;
        _text.Append(line).Append('\n');
    }

    public void Section(string key, Action writeContent)
    {
        Line(key + ":");
        _depth++;
        writeContent();
        _depth--;
    }

    /// <summary>The first line of the content gets the mark of a list item.</summary>
    public void Item(Action writeContent)
    {
        _depth++;
        _isItemNext = true;
        writeContent();
        _depth--;
    }

    public override string ToString() => _text.ToString();
}
