using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace L4Balancer.Core.Table;

/// <summary>
/// Views by name, immutable. If the names stay the same, the next table reuses the index of the previous one and copies
/// only an array of references: one changed pool among thousands needs no new dictionary.
/// </summary>
public sealed class ViewDictionary<T> : IReadOnlyDictionary<string, T>
    where T : class
{
    private readonly FrozenDictionary<string, int> _index;
    private readonly T[] _views; // Never written after construction.

    /// <summary>No views.</summary>
    public ViewDictionary()
        : this(FrozenDictionary<string, int>.Empty, [])
    {
    }

    private ViewDictionary(FrozenDictionary<string, int> index, T[] views) => (_index, _views) = (index, views);

    public int Count => _views.Length;

    public IEnumerable<string> Keys => _index.Keys;

    /// <summary>In the order of the config.</summary>
    public IEnumerable<T> Values => _views;

    public T this[string name] => _views[_index[name]];

    /// <summary>Whether both have the same names and share one index.</summary>
    internal bool HasIndexOf(ViewDictionary<T> other) => ReferenceEquals(_index, other._index);

    public bool ContainsKey(string key) => _index.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_index.TryGetValue(key, out var index))
        {
            value = _views[index];
            return true;
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() =>
        _index.Select(entry => KeyValuePair.Create(entry.Key, _views[entry.Value])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// Returns a dictionary of other views: this object if all are the same, and one with the same index if the names
    /// are.
    /// </summary>
    /// <param name="count">The number of views.</param>
    /// <param name="nameOf">The name of each view, by its position; names are unique.</param>
    /// <param name="viewOf">Returns the view at a position. Its argument is the previous view with that position and
    /// name, if any; views of names that moved to another position are found by name.</param>
    internal ViewDictionary<T> Next(int count, Func<int, string> nameOf, Func<int, T?, T> viewOf)
    {
        var hasSameNames = count == _views.Length;
        for (var i = 0; hasSameNames && i < count; i++)
        {
            hasSameNames = _index.TryGetValue(nameOf(i), out var place) && place == i;
        }

        T[]? views = hasSameNames ? null : new T[count];
        for (var i = 0; i < count; i++)
        {
            var before = hasSameNames ? _views[i] : this.GetValueOrDefault(nameOf(i));
            var view = viewOf(i, before);
            if (views is null && ReferenceEquals(view, before)) continue;
            views ??= (T[])_views.Clone();
            views[i] = view;
        }

        if (views is null) return this;
        return new ViewDictionary<T>(hasSameNames ? _index : IndexOf(count, nameOf), views);
    }

    private static FrozenDictionary<string, int> IndexOf(int count, Func<int, string> nameOf) =>
        Enumerable.Range(0, count).ToFrozenDictionary(nameOf, StringComparer.Ordinal);
}
