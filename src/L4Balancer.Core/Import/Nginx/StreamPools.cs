namespace L4Balancer.Core.Import.Nginx;

/// <summary>
/// The pools of upstreams. What servers say of their upstream is a part of the pool, so an upstream of servers that say
/// different things is several pools.
/// </summary>
internal sealed class StreamPools(
    IReadOnlyDictionary<string, NginxDirective> upstreams, Draft draft, ImportReport report)
{
    private const string Upstream = "upstream";
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <param name="target">The name of an upstream, or an address.</param>
    /// <param name="settings">What the server says of it.</param>
    /// <returns>The name of the pool; null if it cannot be one.</returns>
    public string? PoolOf(string target, YamlPart settings, Statement from, out string? why)
    {
        why = null;
        var signature = target + "\n" + new YamlPrinter().Print(settings);
        if (_names.TryGetValue(signature, out var known)) return known;
        var pool = new YamlPart();
        pool.Put("policy", YamlPart.Of("round-robin"));
        foreach (var (key, part) in settings.Keys) pool.Put(key, part);
        var hasBackends = upstreams.TryGetValue(target, out var upstream)
            ? new UpstreamBlock(pool, report).Translate(upstream)
            : AddSingle(pool, target, from, out why);
        if (!hasBackends)
        {
            why ??= "it has no server that can be a backend";
            return null;
        }

        var isNew = _names.Keys.All(k => !k.StartsWith(target + "\n", StringComparison.Ordinal));
        if (!isNew && upstream is not null)
            report.Differs(from, "pools", "servers say different things of this upstream, so it is several pools");
        var name = draft.PoolNames.Take(upstream is not null ? target : target.Replace(':', '-'));
        draft.Pools.Put(name, pool);
        if (!isNew) pool.From = from;
        return _names[signature] = name;
    }

    private static bool AddSingle(YamlPart pool, string target, Statement from, out string? why)
    {
        var (host, port) = ForeignAddress.Split(target);
        var address = target.StartsWith("unix:", StringComparison.Ordinal)
            ? ForeignAddress.Unix(target[5..], out why)
            : ForeignAddress.Backend(host, port, out why);
        if (address is null)
        {
            why = $"{Shown.Of(target)} is no {Upstream}, and {why}";
            return false;
        }

        pool.From = from;
        pool.Remove("policy");
        if (pool.Find("health") is null) pool["health"].Set("type", "none", null);
        var backend = new YamlPart { From = from };
        backend.Set("address", address, from);
        pool["backends"].Items.Add(backend);
        return true;
    }
}
