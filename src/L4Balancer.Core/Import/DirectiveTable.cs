using System.Collections;

namespace L4Balancer.Core.Import;

/// <summary>The directives of one kind of place, such as the options of a server line.</summary>
/// <param name="title">The heading in docs/migrating.md.</param>
internal sealed class DirectiveTable(string title) : IEnumerable<DirectiveRow>
{
    private readonly List<DirectiveRow> _rows = [];
    private readonly Dictionary<string, DirectiveRow> _byName = new(StringComparer.Ordinal);

    public string Title { get; } = title;

    /// <summary>A directive with our key.</summary>
    /// <param name="difference">Empty if it means the same.</param>
    /// <param name="arguments">For an option within a line: the words that follow it.</param>
    public void Add(string name, string key, string difference = "", int arguments = 0) =>
        Add(name, key, difference, arguments, Sides.Both);

    public void Add(string name, string key, Sides sides) => Add(name, key, "", 0, sides);

    public void Add(string name, string key, string difference, Sides sides) => Add(name, key, difference, 0, sides);

    /// <summary>Directives that have no key.</summary>
    /// <param name="names">Separated by commas.</param>
    public DirectiveTable None(string names, string why, int arguments = 0, Sides sides = Sides.Both)
    {
        foreach (var name in names.Split(", "))
            Add(new DirectiveRow(name, Treatment.No, "", why, arguments) { Sides = sides });
        return this;
    }

    /// <summary>The row of the longest beginning of the words; null if it is unknown.</summary>
    public DirectiveRow? Find(ReadOnlySpan<string> words)
    {
        for (var count = Math.Min(3, words.Length); count > 0; count--)
        {
            if (_byName.TryGetValue(string.Join(' ', words[..count]), out var row)) return row;
        }

        return null;
    }

    public IEnumerator<DirectiveRow> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(string name, string key, string difference, int arguments, Sides sides)
    {
        var treatment = difference.Length == 0 ? Treatment.Yes : Treatment.Differs;
        Add(new DirectiveRow(name, treatment, key, difference, arguments) { Sides = sides });
    }

    private void Add(DirectiveRow row)
    {
        _byName.Add(row.Name, row);
        _rows.Add(row);
    }
}
