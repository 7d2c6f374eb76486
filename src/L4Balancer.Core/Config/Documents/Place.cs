namespace L4Balancer.Core.Config.Documents;

/// <summary>A node together with its path, at which problems are reported.</summary>
internal sealed class Place
{
    private readonly Place? _parent;
    private readonly string _segment;

    private Place(Place? parent, string segment, TextPosition keyAt, ConfigNode? node)
    {
        _parent = parent;
        _segment = segment;
        KeyAt = keyAt;
        Node = node;
    }

    /// <summary>Null if the key is not written; then <see cref="At"/> is where it is missing.</summary>
    public ConfigNode? Node { get; }

    /// <summary>The position of the key, or of the value if it has none.</summary>
    public TextPosition KeyAt { get; }

    public TextPosition At => Node?.At ?? KeyAt;

    public string Path => this switch
    {
        { _parent: null } => "",
        _ => PathOf(_parent.Path, _segment),
    };

    public Place? Parent => _parent;

    public static Place OfRoot(ConfigNode node) => new(null, "", node.At, node);

    public Place OfEntry(MappingEntry entry) => new(this, "." + KeyText(entry.Key), entry.Key.At, entry.Value);

    public Place OfItem(int index, ConfigNode node) => new(this, $"[{index}]", node.At, node);

    /// <summary>Returns the place of a key of this mapping, whether or not it is written.</summary>
    public Place Of(string key)
    {
        if (Find(key) is { } entry) return OfEntry(entry);
        return new Place(this, "." + key, KeyAt, null);
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Returns the path of a child; a key's segment begins with a dot.</summary>
    public static string PathOf(string above, string segment) =>
        above.Length > 0 ? above + segment : segment.TrimStart('.');

    public static string KeyText(ConfigNode key) => key is ScalarNode scalar ? Words.Show(scalar.Text) : key.Kind;

    private MappingEntry? Find(string key)
    {
        if (Node is not MappingNode mapping) return null;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key is ScalarNode scalar && scalar.Text == key) return entry;
        }

        return null;
    }
}
