using System.Text;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>Writes YAML in block style, two spaces per level, with each default in a comment.</summary>
internal sealed class EffectiveWriter(bool hideSecrets) : ConfigWriter
{
    private const string Level = "  ";
    private const string ItemMark = "- ";

    private readonly StringBuilder _text = new();
    private readonly List<string> _heldBack = [];
    private int _depth;
    private bool _isItemNext;

    public override void Value(string key, WrittenValue value)
    {
        var remark = value switch
        {
            { HasDefault: false } => "",
            { IsDefault: true } => "  # default",
            _ => $"  # default {value.Usual ?? "not set"}",
        };
        var text = value.IsSecret && hideSecrets ? WrittenValue.Hidden : value.Text;
        Line($"{key}: {Words.ToYaml(text)}{remark}");
    }

    /// <summary>
    /// A list item's dash must be followed by a key, not a comment: unset keys are held back until the item has a key.
    /// </summary>
    public override void NotSet(string key)
    {
        var remark = $"# {key}: not set  # default";
        if (_isItemNext) _heldBack.Add(remark);
        else Line(remark);
    }

    public override void Section(string key, Action writeContent)
    {
        // The operator may have chosen a name that YAML reads as something else, such as null.
        Line(Words.ToYaml(key) + ":");
        var heldBack = _heldBack.ToArray();
        _heldBack.Clear();
        _depth++;
        writeContent();
        _depth--;
        _heldBack.AddRange(heldBack);
    }

    /// <summary>The first line of the content gets the dash of the list item.</summary>
    public override void Item(string? name, Action writeContent)
    {
        _depth++;
        _isItemNext = true;
        writeContent();
        WriteHeldBack();
        _depth--;
    }

    public override void ItemValue(string text, bool isSecret) =>
        Item(null, () => Line(Words.ToYaml(isSecret && hideSecrets ? WrittenValue.Hidden : text)));

    public override string ToString() => _text.ToString();

    private void Line(string line)
    {
        if (!_isItemNext) WriteHeldBack();
        Indent(_depth - (_isItemNext ? 1 : 0));
        if (_isItemNext) _text.Append(ItemMark);
        _isItemNext = false;
        _text.Append(line).Append('\n');
    }

    private void WriteHeldBack()
    {
        foreach (var remark in _heldBack)
        {
            Indent(_depth);
            _text.Append(remark).Append('\n');
        }

        _heldBack.Clear();
    }

    private void Indent(int levels)
    {
        for (var i = 0; i < levels; i++) _text.Append(Level);
    }
}
