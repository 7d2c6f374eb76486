namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates a configuration of HAProxy.</summary>
internal sealed class HaproxyImport(ImportReport report, Draft draft)
{
    private const string WhyNotHttp =
        "a section in mode http; bytes are relayed as they are (change it to mode tcp if nothing in it needs HTTP)";

    private readonly Dictionary<string, HaproxyProxy> _proxies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackSide> _pools = new(StringComparer.Ordinal);

    /// <returns>All directives, with what became of them.</returns>
    public static List<Statement> Run(
        string file, string content, ImportSurroundings around, ImportReport report, Draft draft)
    {
        var text = new HaproxyText(file, around, report);
        var sections = text.Read(content);
        new HaproxyImport(report, draft).Translate(sections);
        return text.Statements;
    }

    private void Translate(IReadOnlyList<HaproxySection> sections)
    {
        foreach (var section in sections)
        {
            if (section.Kind == "global") new GlobalSection(draft, report).Take(section);
            else if (HaproxySections.IsProxy(section.Kind)) AddProxy(section);
            else if (section.Kind != "defaults") LeaveOther(section);
        }

        var tables = new StickTables(_proxies);
        var fronts = _proxies.Values.Where(p => p.Sides.HasFlag(Sides.Front) && IsServed(p)).ToList();
        foreach (var front in fronts)
        {
            foreach (var target in Targets(front)) PoolOf(target, tables);
        }

        var shared = fronts.SelectMany(BoundToIpv4).ToHashSet(StringComparer.Ordinal);
        foreach (var front in fronts) new FrontSide(front, tables, PoolOf, shared.Contains, draft, report).Translate();
        foreach (var proxy in _proxies.Values) LeaveUnused(proxy);
    }

    private void AddProxy(HaproxySection section)
    {
        var proxy = new HaproxyProxy(section, report);
        var head = section.Head;
        if (section.Name.Length == 0) report.Error(head.File, head.Line, section.Kind, "it has no name");
        else if (!_proxies.TryAdd(section.Name, proxy) && !TryPair(section.Name, proxy))
            LeaveAll(section, "a section of this name came before");
    }

    /// <summary>A frontend and a backend may have the same name.</summary>
    private bool TryPair(string name, HaproxyProxy proxy)
    {
        var other = _proxies[name];
        if ((other.Sides & proxy.Sides) != Sides.None || (other.Sides | proxy.Sides) != Sides.Both) return false;
        var (front, back) = proxy.Sides == Sides.Front ? (proxy, other) : (other, proxy);
        _proxies[name] = back;
        return _proxies.TryAdd("frontend " + name, front);
    }

    private static IEnumerable<string> Targets(HaproxyProxy front) =>
        front.Sides == Sides.Both ? [front.Name, .. front.Targets] : front.Targets;

    /// <summary>The ports that a proxy takes on every IPv4 address.</summary>
    private static IEnumerable<string> BoundToIpv4(HaproxyProxy front) =>
        from bind in front.Find("bind")
        from address in bind.Word(1).Split(',')
        let split = ForeignAddress.Split(address.Replace("ipv4@", "", StringComparison.Ordinal))
        where split.Host is "" or "*" or "0.0.0.0"
        select split.Port;

    private bool IsServed(HaproxyProxy proxy)
    {
        if (proxy.IsStats) LeaveAll(proxy.Section, "use admin: bind for the API, the metrics and the dashboard");
        else if (proxy.IsDisabled) LeaveAll(proxy.Section, "the section is disabled");
        else if (proxy.IsHttp) LeaveAll(proxy.Section, WhyNotHttp);
        else return true;
        return false;
    }

    /// <summary>Null if there is no such pool, or none that can be served.</summary>
    private BackSide? PoolOf(string name) => _pools.GetValueOrDefault(name);

    private void PoolOf(string name, StickTables tables)
    {
        if (_pools.ContainsKey(name) || !_proxies.TryGetValue(name, out var proxy)) return;
        if (!proxy.Sides.HasFlag(Sides.Back) || !IsServed(proxy)) return;
        var pool = new BackSide(proxy, tables, draft, report);
        pool.Translate();
        if (pool.HasBackends) _pools.Add(name, pool);
    }

    private void LeaveUnused(HaproxyProxy proxy)
    {
        if (proxy.Head.IsUsed || proxy.Head.IsReported) return;
        if (proxy.Section.Statements.Any(s => s.IsUsed)) proxy.Head.IsUsed = true;
        var why = proxy.Sides == Sides.Back ? "no frontend uses this backend" : "it has no backend that can be served";
        LeaveAll(proxy.Section, why, exceptUsed: true);
    }

    private void LeaveAll(HaproxySection section, string why, bool exceptUsed = false)
    {
        foreach (var statement in (Statement[])[section.Head, .. section.Statements])
        {
            if (!exceptUsed || !(statement.IsUsed || statement.IsReported)) report.Left(statement, why);
        }
    }

    private void LeaveOther(HaproxySection section) =>
        LeaveAll(section, HaproxySections.Table.Find([section.Kind])!.Note);
}
