using System.Text.RegularExpressions;

namespace L4Balancer.Core.Import.Nginx;

/// <summary>
/// Where a <c>proxy_pass</c> leads: to one pool, or through a <c>map</c> of the names of TLS to several.
/// </summary>
internal sealed partial class MapRoutes(
    IReadOnlyDictionary<string, NginxDirective> maps, StreamPools pools, ImportReport report)
{
    private readonly List<MapRoute> _routes = [];
    private bool _isRefused;

    public bool HasRoutes => _routes.Count > 0;

    /// <summary>The pool of the listener; null if there is none.</summary>
    /// <param name="settings">What the server says of its pools.</param>
    public string? PoolOf(Statement pass, YamlPart settings, out string? why)
    {
        var target = pass.Word(1);
        if (!target.Contains('$', StringComparison.Ordinal)) return pools.PoolOf(target, settings, pass, out why);
        if (!maps.TryGetValue(target, out var map))
        {
            why = "only a variable of a map can be followed; write the backends";
            return null;
        }

        var key = map.Statement.Word(1) switch
        {
            "$ssl_preread_server_name" => "sni",
            "$ssl_preread_alpn_protocols" => "alpn",
            _ => null,
        };
        if (key is null)
        {
            why = "only a map of $ssl_preread_server_name or $ssl_preread_alpn_protocols can be followed";
            return null;
        }

        return PoolOf(map, key, settings, out why);
    }

    public void WriteTo(YamlPart listener)
    {
        // Exact names first, then the longest wildcard, as nginx looks them up; ours are tried in their order.
        var order = _routes.OrderBy(r => r.Name.StartsWith('*') ? int.MaxValue - r.Name.Length : r.IsLast ? 1 : 0);
        foreach (var group in Adjacent(order))
        {
            var route = new YamlPart { From = group[0].From };
            foreach (var (key, name, _, from, _) in group) route[key].AddItem(name, from);
            route.Put("pool", YamlPart.Of(group[0].Pool));
            listener["routes"].Items.Add(route);
        }

        if (HasRoutes && _isRefused) listener.Set("on-no-route", "refuse", null);
    }

    private string? PoolOf(NginxDirective map, string key, YamlPart settings, out string? why)
    {
        map.Statement.IsUsed = true;
        string? usual = null;
        foreach (var entry in map.Block!)
        {
            var statement = entry.Statement;
            var (name, target) = (statement.Keyword, statement.Word(1));
            if (name is "hostnames" or "volatile") statement.IsUsed = true;
            else if (WhyNot(name, target, key) is { } problem) report.Left(statement, problem);
            else if (pools.PoolOf(target, settings, statement, out var no) is not { } pool) report.Left(statement, no!);
            else
            {
                statement.IsUsed = true;
                if (name == "default") usual = pool;
                else if (key == "alpn") AddProtocol(name, pool, statement);
                else AddNames(name, pool, statement);
            }
        }

        _isRefused = usual is null;
        why = HasRoutes || usual is not null ? null : "nothing in its map can be served";
        return usual ?? (HasRoutes ? _routes[0].Pool : null);
    }

    private static string? WhyNot(string name, string target, string key)
    {
        if (target.Length == 0) return "it has no value";
        if (target.StartsWith('$')) return "only names of upstreams and addresses can be followed";
        if (key == "alpn" && ProtocolOf(name) is not null) return null;
        if (name.StartsWith('~')) return "expressions are not applied to names; write the names, or *. and a name";
        if (name.Length == 0) return "clients without a name go where names without an entry go";
        if (key == "alpn") return name.Contains(',', StringComparison.Ordinal) ? "one protocol per entry" : null;
        return name.EndsWith('*') ? "only *. at the beginning of a name can be expressed" : null;
    }

    private void AddNames(string name, string pool, Statement from)
    {
        name = name.ToLowerInvariant();
        var isBoth = name.StartsWith('.');
        if (isBoth) _routes.Add(new MapRoute("sni", name[1..], pool, from, false));
        _routes.Add(new MapRoute("sni", isBoth ? "*" + name : name, pool, from, false));
    }

    /// <summary>
    /// The variable has all protocols of the client. One alone is matched by ours among others, too, so it comes last.
    /// </summary>
    private void AddProtocol(string name, string pool, Statement from)
    {
        var contained = ProtocolOf(name);
        _routes.Add(new MapRoute("alpn", contained ?? name, pool, from, contained is null));
        if (contained is not null) return;
        report.Differs(from, "listeners.routes.alpn", "clients that offer other protocols besides are taken as well");
    }

    /// <summary>The protocol of an expression such as <c>~\bh2\b</c>, by which nginx finds one among others.</summary>
    private static string? ProtocolOf(string name)
    {
        if (ContainedProtocol().Match(name) is not { Success: true } match) return null;
        return match.Groups["name"].Value.Replace("\\", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^~\*?\\b(?<name>[A-Za-z0-9]([A-Za-z0-9/_-]|\\?\.)*)\\b$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ContainedProtocol();

    private static List<List<MapRoute>> Adjacent(IEnumerable<MapRoute> routes)
    {
        var groups = new List<List<MapRoute>>();
        foreach (var route in routes)
        {
            if (groups.Count > 0 && groups[^1][0].Pool == route.Pool) groups[^1].Add(route);
            else groups.Add([route]);
        }

        return groups;
    }
}
