namespace L4Balancer.Core.Import;

/// <summary>A part of the configuration that is written: a value, a list, or a mapping.</summary>
internal sealed class YamlPart
{
    private readonly List<(string Key, YamlPart Part)> _keys = [];
    private readonly Dictionary<string, YamlPart> _byKey = new(StringComparer.Ordinal);

    /// <summary>The directive that it comes from; null if none says so.</summary>
    public Statement? From { get; set; }

    /// <summary>Null for a list and a mapping.</summary>
    public string? Value { get; init; }

    public IReadOnlyList<(string Key, YamlPart Part)> Keys => _keys;

    public List<YamlPart> Items { get; } = [];

    public bool IsEmpty => Value is null && _keys.Count == 0 && Items.Count == 0;

    /// <summary>The mapping or list below a key, which is created.</summary>
    public YamlPart this[string key] => Find(key) ?? Put(key, new YamlPart());

    public static YamlPart Of(string value, Statement? from = null) => new() { Value = value, From = from };

    public YamlPart? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Sets a value, and marks its directive as used.</summary>
    public void Set(string key, string value, Statement? from)
    {
        if (from is not null) from.IsUsed = true;
        Put(key, Of(value, from));
    }

    public void Set(string key, int value, Statement? from) => Set(key, $"{value}", from);

    public void AddItem(string value, Statement? from)
    {
        if (from is not null) from.IsUsed = true;
        Items.Add(Of(value, from));
    }

    public YamlPart Put(string key, YamlPart part)
    {
        Remove(key);
        _byKey[key] = part;
        _keys.Add((key, part));
        return part;
    }

    /// <summary>A copy that can be changed by itself.</summary>
    public YamlPart Clone()
    {
        var copy = new YamlPart { From = From, Value = Value };
        foreach (var (key, part) in _keys) copy.Put(key, part.Clone());
        copy.Items.AddRange(Items.Select(item => item.Clone()));
        return copy;
    }

    /// <summary>Puts the keys into an order; unknown ones stay behind.</summary>
    public void Sort(IEnumerable<string> order)
    {
        var rank = order.Index().ToDictionary(k => k.Item, k => k.Index, StringComparer.Ordinal);
        var sorted = _keys.OrderBy(k => rank.GetValueOrDefault(k.Key, int.MaxValue)).ToList();
        _keys.Clear();
        _keys.AddRange(sorted);
    }

    public void Remove(string key)
    {
        if (_byKey.Remove(key)) _keys.RemoveAll(k => k.Key == key);
    }

    /// <summary>Removes a part wherever it is below this one; false if it is not.</summary>
    public bool Remove(YamlPart part)
    {
        if (Items.Remove(part)) return true;
        foreach (var (key, below) in _keys)
        {
            if (below != part && !below.Remove(part)) continue;
            if (below == part || below.IsEmpty) Remove(key);
            return true;
        }

        return Items.Any(item => item.Remove(part));
    }
}
