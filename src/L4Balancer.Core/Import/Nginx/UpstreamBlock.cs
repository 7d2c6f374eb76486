namespace L4Balancer.Core.Import.Nginx;

/// <summary>Translates an <c>upstream</c> block into a pool.</summary>
internal sealed class UpstreamBlock(YamlPart pool, ImportReport report)
{
    private readonly YamlPart _backends = new();
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly YamlPart _health = new();

    /// <returns>Whether there is a primary backend.</returns>
    public bool Translate(NginxDirective upstream)
    {
        pool.From = upstream.Statement;
        upstream.Statement.IsUsed = true;
        foreach (var directive in upstream.Block!) Take(directive);
        if (pool.Find("health") is null)
        {
            _health.Set("type", "none", null);
            if (_health.Find("fall") is null) _health.Set("fall", "1", null);
            pool.Put("health", _health);
        }

        if (_backends.Items.All(b => b.Find("tier") is not null))
            foreach (var backend in _backends.Items) backend.Remove("tier");
        pool.Put("backends", _backends);
        return _backends.Items.Count > 0;
    }

    private void Take(NginxDirective directive)
    {
        var statement = directive.Statement;
        if (UpstreamTable.Table.Find([directive.Name]) is not { } row)
            NginxImport.Leave(directive, "unknown directive", report);
        else if (row.Treatment == Treatment.No) NginxImport.Leave(directive, row.Note, report);
        else if (Set(directive.Name, statement) is { } why) report.Left(statement, why);
        else report.Take(statement, row);
    }

    private string? Set(string name, Statement statement)
    {
        switch (name)
        {
            case "server": return AddServer(statement);
            case "least_conn": pool.Set("policy", "least-connections", statement); return null;
            case "least_time": pool.Set("policy", "fastest", statement); return null;
            case "random":
                pool.Set("policy", statement.Word(1) == "two" ? "power-of-two" : "random", statement);
                return null;
            case "hash":
                if (statement.Word(1) is not ("$remote_addr" or "$binary_remote_addr"))
                    return "only the client's address is hashed";
                pool.Set("policy", "source-hash", statement);
                return null;
            default: return null;
        }
    }

    private string? AddServer(Statement statement)
    {
        if (_backends.Items.Count >= Limits.ImportBackendsMax) return $"more than {Limits.ImportBackendsMax} servers";
        var target = statement.Word(1);
        var (host, port) = ForeignAddress.Split(target);
        var address = target.StartsWith("unix:", StringComparison.Ordinal)
            ? ForeignAddress.Unix(target[5..], out var why)
            : ForeignAddress.Backend(host, port, out why);
        if (address is null) return $"{Shown.Of(target)} {why}";
        if (!_addresses.Add(address)) return $"{address} is in this upstream already";
        var backend = new YamlPart { From = statement };
        backend.Set("address", address, statement);
        foreach (var option in statement.Words.Skip(2)) TakeOption(option, backend, statement);
        _backends.Items.Add(backend);
        return null;
    }

    private void TakeOption(string option, YamlPart backend, Statement statement)
    {
        var part = $"server {statement.Word(1)} {option}";
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
        if (UpstreamTable.Options.Find([name]) is not { } row) report.Left(statement, "unknown option", part);
        else if (row.Treatment == Treatment.No) report.Left(statement, row.Note, part);
        else if (SetOption(name, value, backend, statement) is { } why) report.Left(statement, why, part);
        else report.Take(statement, row, part);
    }

    private string? SetOption(string name, string value, YamlPart backend, Statement from)
    {
        switch (name)
        {
            case "weight": backend.Set("weight", value, from); return null;
            case "max_conns":
                if (value != "0") backend.Set("max-connections", value, from);
                return null;
            case "backup": backend.Set("tier", 1, from); return null;
            case "down": backend.Set("weight", 0, from); return null;
            case "max_fails":
                if (value == "0") return "a backend that fails always gets a pause; fall: 100 is the longest patience";
                return One(_health, "fall", value, from);
            case "fail_timeout":
                return Time(_health, "eject", value, from);
            case "slow_start":
                return Time(pool, "slow-start", value, from);
            default: return null;
        }
    }

    private static string? Time(YamlPart part, string key, string value, Statement from) =>
        ForeignValues.NginxTime(value) is { } time ? One(part, key, time, from) : "it is not a duration";

    private static string? One(YamlPart part, string key, string value, Statement from)
    {
        if (part.Find(key) is { Value: { } other } && other != value)
            return $"a pool has one {key} for all backends; it is {other}";
        part.Set(key, value, from);
        return null;
    }
}
