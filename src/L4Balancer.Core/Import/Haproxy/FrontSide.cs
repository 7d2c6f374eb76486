namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates what a proxy says of its clients: its listeners.</summary>
internal sealed class FrontSide
{
    private readonly HaproxyProxy _proxy;
    private readonly Func<string, BackSide?> _poolOf;
    private readonly Func<string, bool> _isShared;
    private readonly Draft _draft;
    private readonly ImportReport _report;
    private readonly FrontRoutes _routes;
    private readonly FrontRules _rules;
    private readonly YamlPart _common = new();
    private readonly List<(string Section, string Key, string Value, Statement From)> _poolWishes = [];

    public FrontSide(
        HaproxyProxy proxy, StickTables tables, Func<string, BackSide?> poolOf, Func<string, bool> isShared,
        Draft draft, ImportReport report)
    {
        (_proxy, _poolOf, _isShared, _draft, _report) = (proxy, poolOf, isShared, draft, report);
        _routes = new FrontRoutes(proxy, poolOf, report);
        _rules = new FrontRules(proxy, tables, _common, report);
    }

    public void Translate()
    {
        foreach (var statement in _proxy.Effective) ProxyLines.Take(_proxy, statement, Sides.Front, Handle, _report);
        var own = _proxy.Sides == Sides.Both ? _poolOf(_proxy.Name) : null;
        if (_routes.Complete(own, _rules.RefusesPlain) is not { } routing) return;
        _rules.Complete(_routes.HasRoutes);
        WritePools(routing.Pools);
        WriteListeners(routing);
    }

    private string? Handle(string name, Statement statement)
    {
        var value = statement.Word(1);
        switch (name)
        {
            case "mode": return value is "tcp" or "http" ? null : "the only mode is tcp";
            case "bind": return value.Length == 0 ? "it has no address" : null;
            case "maxconn": return Count("max-connections", value, statement);
            case "backlog": return Count("backlog", value, statement);
            case "rate-limit sessions":
                if (ForeignValues.Number(statement.Word(2)) is not > 0) return "it is not a number of connections";
                _common.Set("connection-rate", statement.Word(2) + "/s", statement);
                return null;
            case "default_backend": return _routes.TakeDefault(statement);
            case "use_backend": return _routes.TakeUse(statement);
            case "acl": return ProxyLines.Skip;
            case "stick-table": return _rules.TakeTable(statement);
            case "timeout client":
                return ProxyLines.IsTunnel(_proxy, statement, _report)
                    ? ProxyLines.Skip
                    : Wish("timeouts", "client-idle", statement);
            case "timeout tunnel": return Wish("timeouts", "client-idle", statement);
            case "timeout client-fin": return Wish("timeouts", "half-closed", statement);
            case "clitcpka-cnt": return WishFor("tcp", "keepalive-probes", value, statement);
            case "clitcpka-idle": return Wish("tcp", "keepalive-idle", statement, value);
            case "clitcpka-intvl": return Wish("tcp", "keepalive-interval", statement, value);
            case "log": return LogLine.Take(statement, _draft);
            case "tcp-request inspect-delay": return _routes.TakeDelay(statement);
            case "tcp-request connection" or "tcp-request session" or "tcp-request content":
                return _rules.TakeRule(statement);
            default: return null;
        }
    }

    private string? Count(string key, string value, Statement statement)
    {
        if (ForeignValues.Number(value) is not { } count) return "it is not a number";
        if (count > 0) _common.Set(key, value, statement);
        return null;
    }

    private string? Wish(string section, string key, Statement statement, string? value = null) =>
        ForeignValues.HaproxyTime(value ?? statement.Word(2), value is null ? "ms" : "s") is { } time
            ? WishFor(section, key, time, statement)
            : "it is not a duration";

    private string? WishFor(string section, string key, string value, Statement statement)
    {
        _poolWishes.RemoveAll(w => w.Section == section && w.Key == key);
        _poolWishes.Add((section, key, value, statement));
        return null;
    }

    /// <summary>What the frontend says and our pools have.</summary>
    private void WritePools(IReadOnlyList<BackSide> pools)
    {
        foreach (var pool in pools)
        {
            foreach (var (section, key, value, from) in _poolWishes)
            {
                if (pool.Part[section].Find(key) is not { Value: { } other }) pool.Part[section].Set(key, value, from);
                else if (other != value)
                    _report.Differs(from, $"pools.{pool.Name}.{section}.{key}", $"{other}, by another line");
            }
        }
    }

    private void WriteListeners(FrontRouting routing)
    {
        var lines = _proxy.Find("bind").Select(b => new BindLine(b, _report)).ToList();
        foreach (var line in lines) line.Read(_isShared);
        if (_proxy.Section.Head is { Words.Length: > 2 } head && head.Word(2) != "from")
            _report.Left(head, "write the address as bind", head.Word(2));
        foreach (var group in lines.Where(l => l.Addresses.Count > 0).GroupBy(l => l.Signature))
        {
            var name = _draft.ListenerNames.Take(_proxy.Name);
            var listener = _draft.Listeners.Put(name, new YamlPart { From = _proxy.Head });
            _proxy.Head.IsUsed = true;
            foreach (var line in group)
                foreach (var address in line.Addresses) listener["bind"].AddItem(address, line.Statement);
            listener.Set("pool", routing.Default.Name, routing.DefaultFrom);
            foreach (var (key, part) in _common.Keys) listener.Put(key, part.Clone());
            WriteOptions(listener, group.First());
            _routes.WriteTo(listener, routing, _rules.RefusesPlain);
        }
    }

    private static void WriteOptions(YamlPart listener, BindLine line)
    {
        var from = line.Statement;
        foreach (var (option, value) in line.Options)
        {
            switch (option)
            {
                case "accept-proxy":
                    AccessOrder.AddEveryone(listener.Put(option, new YamlPart())["trusted"], from);
                    break;
                case "backlog": listener.Set("backlog", value, from); break;
                case "maxconn": listener.Set("max-connections", value, from); break;
                case "defer-accept": listener["socket"].Set("defer-accept", "10s", from); break;
                case "interface": listener["socket"].Set("interface", value, from); break;
                case "mptcp": listener["socket"].Set("mptcp", "true", from); break;
                case "tfo": listener["socket"].Set("fast-open", "256", from); break;
                case "transparent": listener["socket"].Set("transparent", "true", from); break;
            }
        }
    }
}
