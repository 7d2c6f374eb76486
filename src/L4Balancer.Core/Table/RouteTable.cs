using System.Collections.Frozen;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.TlsHello;

namespace L4Balancer.Core.Table;

/// <summary>
/// The routes of a listener, by name: finding one costs a look-up for the name and one for each of its domains, however
/// many routes there are. Immutable; it depends on the configuration alone, so that tables share it.
/// </summary>
public sealed class RouteTable
{
    private readonly Entry[] _entries;
    private readonly int[] _ofAnyName;

    // Routes by name, each in the order of the file.
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _byDomain;

    /// <param name="routes">In the order of the file: the first one that fits is used.</param>
    public RouteTable(IReadOnlyList<RouteConfig> routes)
    {
        var byName = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var byDomain = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < routes.Count; i++)
        {
            foreach (var name in routes[i].Sni)
            {
                var names = RoutedName.IsWildcard(name) ? byDomain : byName;
                var key = RoutedName.KeyOf(name);
                if (!names.TryGetValue(key, out var list)) names[key] = list = [];
                list.Add(i);
            }
        }

        _entries = [.. routes.Select(r => new Entry([.. r.Alpn.Select(Encoding.UTF8.GetBytes)], r.Pool))];
        _ofAnyName = [.. Enumerable.Range(0, routes.Count).Where(i => routes[i].Sni.Count == 0)];
        (_byName, _byDomain) = (LookupOf(byName), LookupOf(byDomain));
    }

    /// <summary>The pool of the first route that fits; null if none does.</summary>
    public string? PoolFor(in ClientHello hello)
    {
        var first = FirstOf(_ofAnyName, hello, _entries.Length);
        Span<char> name = stackalloc char[hello.ServerName.Length];
        Ascii.ToLower(hello.ServerName, name, out _);
        first = FirstOf(_byName, name, hello, first);
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.'))
        {
            name = name[(dot + 1)..];
            first = FirstOf(_byDomain, name, hello, first);
        }

        return first < _entries.Length ? _entries[first].Pool : null;
    }

    private int FirstOf(
        FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> names, ReadOnlySpan<char> name,
        in ClientHello hello, int before) =>
        names.TryGetValue(name, out var routes) ? FirstOf(routes, hello, before) : before;

    /// <returns>The first of these routes that fits, if it comes before the other one.</returns>
    private int FirstOf(int[] routes, in ClientHello hello, int before)
    {
        foreach (var route in routes)
        {
            if (route >= before) break;
            if (_entries[route].Fits(hello)) return route;
        }

        return before;
    }

    private static FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> LookupOf(
        Dictionary<string, List<int>> routes) =>
        routes.ToFrozenDictionary(r => r.Key, r => r.Value.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly record struct Entry(byte[][] Alpn, string Pool)
    {
        public bool Fits(in ClientHello hello)
        {
            if (Alpn.Length == 0) return true;
            foreach (var protocol in Alpn)
            {
                if (hello.Offers(protocol)) return true;
            }

            return false;
        }
    }
}
