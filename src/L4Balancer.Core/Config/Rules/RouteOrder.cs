using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>
/// Refuses routes that no client can reach, because routes before them are for the same names and protocols. A name is
/// compared with the routes of the same name and of its domains only, so that thousands are checked quickly.
/// </summary>
internal sealed class RouteOrder(ConfigReading reading)
{
    private readonly Dictionary<string, List<RouteConfig>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RouteConfig>> _byDomain = new(StringComparer.Ordinal);
    private readonly List<RouteConfig> _ofAnyName = [];

    /// <param name="routes">In the order of the file.</param>
    public void Check(IEnumerable<RouteConfig> routes)
    {
        foreach (var route in routes)
        {
            if (_ofAnyName.Find(r => Covers(r, route)) is { } before)
                Refuse(route, "no client reaches this route", before);
            else if (route.Sni.FirstOrDefault(name => EarlierFor(name, route) is not null) is { } name)
                Refuse(route, $"no client reaches this route by {name}", EarlierFor(name, route)!);
            Add(route);
        }
    }

    private void Add(RouteConfig route)
    {
        if (route.Sni.Count == 0) _ofAnyName.Add(route);
        foreach (var name in route.Sni)
        {
            var names = RoutedName.IsWildcard(name) ? _byDomain : _byName;
            var key = RoutedName.KeyOf(name);
            if (!names.TryGetValue(key, out var list)) names[key] = list = [];
            list.Add(route);
        }
    }

    /// <summary>A route for all clients that this one would get by the name.</summary>
    private RouteConfig? EarlierFor(string name, RouteConfig route)
    {
        var key = RoutedName.KeyOf(name);
        if (!RoutedName.IsWildcard(name) && Find(_byName, key, route) is { } same) return same;
        if (RoutedName.IsWildcard(name) && Find(_byDomain, key, route) is { } sameDomain) return sameDomain;
        for (var dot = key.IndexOf('.'); dot >= 0; dot = key.IndexOf('.', dot + 1))
        {
            if (Find(_byDomain, key[(dot + 1)..], route) is { } wider) return wider;
        }

        return null;
    }

    private static RouteConfig? Find(Dictionary<string, List<RouteConfig>> names, string key, RouteConfig route) =>
        names.TryGetValue(key, out var list) ? list.Find(r => Covers(r, route)) : null;

    /// <summary>Whether a route takes all that another one would, if the names are the same.</summary>
    private static bool Covers(RouteConfig route, RouteConfig other) =>
        route.Alpn.Count == 0 || (other.Alpn.Count > 0 && other.Alpn.All(route.Alpn.Contains));

    private void Refuse(RouteConfig route, string what, RouteConfig before) =>
        reading.Error(
            reading.PlaceOf(route), $"{what}: the one on line {reading.PlaceOf(before).At.Line} takes all of them",
            "put it before that one, or remove it");
}
