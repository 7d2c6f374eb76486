namespace L4Balancer.Core.Import.Nginx;

/// <summary>Translates a <c>server</c> block: listeners, and what it says of its upstream.</summary>
internal sealed class ServerLines(
    NginxDirective server, IReadOnlyList<NginxDirective> directives, IReadOnlyDictionary<string, NginxDirective> maps,
    IReadOnlyDictionary<string, Statement> zones, StreamPools pools, Draft draft, ImportReport report)
{
    private readonly YamlPart _listener = new();
    private readonly YamlPart _pool = new();
    private readonly AccessOrder _access = new();
    private readonly List<ListenLine> _listens = [];
    private readonly List<Statement> _trusted = [];
    private Statement? _pass;
    private Statement? _proxyTimeout;
    private readonly List<Statement> _prereads = [];

    public void Translate()
    {
        foreach (var directive in directives) Take(directive);
        foreach (var listen in _listens) listen.Read(_pool);
        if (_pass is null)
        {
            NginxImport.Leave(server, "it has no proxy_pass", report);
            return;
        }

        if (directives.FirstOrDefault(d => d.Name == "proxy_ssl" && d.Statement.Word(1) == "on") is { } tls)
        {
            NginxImport.Leave(server, StreamTable.Table.Find([tls.Name])!.Note, report);
            return;
        }

        var routes = new MapRoutes(maps, pools, report);
        if (routes.PoolOf(_pass, _pool, out var why) is not { } pool)
        {
            report.Left(_pass, why!);
            report.Left(server.Statement, "its proxy_pass cannot be served");
            return;
        }

        _pass.IsUsed = true;
        foreach (var group in _listens.Where(l => l.Address is not null).GroupBy(l => l.Signature))
            Write(draft.ListenerNames.Take(pool), pool, [.. group], routes);
    }

    private void Write(string name, string pool, List<ListenLine> lines, MapRoutes routes)
    {
        server.Statement.IsUsed = true;
        var listener = draft.Listeners.Put(name, new YamlPart { From = server.Statement });
        foreach (var line in lines) listener["bind"].AddItem(line.Address!, line.Statement);
        listener.Set("pool", pool, _pass);
        if (lines[0].Has("proxy_protocol")) WriteProxy(listener["accept-proxy"], lines[0].Statement);
        foreach (var (key, part) in _listener.Keys)
        {
            if (key != "accept-proxy") listener.Put(key, part.Clone());
            else if (lines[0].Has("proxy_protocol")) foreach (var (k, p) in part.Keys) listener[key].Put(k, p.Clone());
        }

        _access.WriteTo(listener);
        lines[0].WriteTo(listener);
        routes.WriteTo(listener);
        foreach (var preread in _prereads)
        {
            if (!routes.HasRoutes) report.Left(preread, "nothing looks at the first bytes of a client here");
            else if (preread.Keyword == "ssl_preread") preread.IsUsed = true;
            else SetPreread(listener, preread);
        }
    }

    private void SetPreread(YamlPart listener, Statement preread)
    {
        var value = preread.Word(1);
        if (preread.Keyword == "preread_timeout" && ForeignValues.NginxTime(value) is { } time)
        {
            listener.Set("first-byte-timeout", time, preread);
            listener.Set("preread-timeout", time, preread);
        }
        else if (preread.Keyword == "preread_buffer_size" && ForeignValues.Size(value) is { } size)
            listener.Set("preread-size", ForeignValues.FormatSize(size), preread);
        else report.Left(preread, "its value cannot be taken over");
    }

    private void WriteProxy(YamlPart accept, Statement listen)
    {
        var trusted = accept["trusted"];
        foreach (var from in _trusted)
        {
            if (AccessOrder.Parse(from.Word(1)) is { } network) trusted.AddItem($"{network}", from);
            else if (from.Word(1) == "unix:") from.IsUsed = true;
            else report.Left(from, "it is no IP address or network");
        }

        if (trusted.Items.Count > 0)
        {
            report.Differs(listen, "listeners.accept-proxy.trusted",
                "other clients are refused; nginx reads their header, and keeps the address of the connection");
            return;
        }

        AccessOrder.AddEveryone(trusted, listen);
        report.Differs(listen, "listeners.accept-proxy.trusted",
            "everyone is believed, for the lack of set_real_ip_from; name the proxies that you have");
    }

    private void Take(NginxDirective directive)
    {
        var statement = directive.Statement;
        if (StreamTable.Table.Find([directive.Name]) is not { } row)
            NginxImport.Leave(directive, "unknown directive", report);
        else if (row.Treatment == Treatment.No) NginxImport.Leave(directive, row.Note, report);
        else if (directive.Block is not null) NginxImport.Leave(directive, "it has no block here", report);
        else if (Set(directive.Name, statement) is not { } why) report.Take(statement, row);
        else if (why.Length > 0) report.Left(statement, why);
    }

    /// <returns>Null if it is taken over, why it is not, or an empty text if that is seen later.</returns>
    private string? Set(string name, Statement statement)
    {
        var value = statement.Word(1);
        switch (name)
        {
            case "listen": _listens.Add(new ListenLine(statement, report)); return "";
            case "proxy_pass": _pass = statement; return "";
            case "ssl_preread":
                if (value == "on") _prereads.Add(statement);
                return value == "on" ? "" : null;
            case "preread_timeout" or "preread_buffer_size": _prereads.Add(statement); return "";
            case "set_real_ip_from": _trusted.Add(statement); return "";
            case "proxy_protocol_timeout": return Time(_listener["accept-proxy"], "timeout", statement);
            case "allow" or "deny": return TakeAccess(name == "allow", value, statement);
            case "limit_conn": return TakeLimit(value, statement.Word(2), statement);
            case "limit_conn_zone": return "";
            case "proxy_download_rate": return Rate("download", statement);
            case "proxy_upload_rate": return Rate("upload", statement);
            case "proxy_buffer_size":
                if (ForeignValues.Size(value) is not { } size) return "it is not a size";
                draft.Root.Set("buffer-size", ForeignValues.FormatSize(size), statement);
                return null;
            case "access_log": return LogTarget.Take(statement, draft);
            case "proxy_timeout":
                _proxyTimeout = statement;
                return Time(_pool["timeouts"], "client-idle", statement)
                    ?? Time(_pool["timeouts"], "server-idle", _proxyTimeout);
            default: return PoolSettings.Set(_pool, name, statement);
        }
    }

    private string? TakeAccess(bool isAllowed, string value, Statement statement)
    {
        if (value == "all") _access.AddAll(isAllowed, statement);
        else if (value == "unix:") statement.IsUsed = true;
        else if (_access.IsFull) return $"more than {Limits.ImportNetworksMax} networks; use allow-file or deny-file";
        else if (AccessOrder.Parse(value) is { } network) _access.Add(isAllowed, network, statement);
        else return "it is no IP address or network";
        return null;
    }

    private string? TakeLimit(string zone, string limit, Statement statement)
    {
        if (!zones.TryGetValue(zone, out var of)) return $"there is no limit_conn_zone {Shown.Of(zone)}";
        if (of.Word(1) is "$binary_remote_addr" or "$remote_addr")
            _listener["per-source"].Set("max-connections", limit, statement);
        else if (of.Word(1) is "$server_addr" or "$server_port" or "$server_name" or "$hostname")
            _listener.Set("max-connections", limit, statement);
        else return "only clients' addresses and listeners have limits";
        return null;
    }

    private string? Rate(string direction, Statement statement)
    {
        if (ForeignValues.Size(statement.Word(1)) is not { } rate) return "it is not a rate";
        if (rate > 0)
            _listener["rate-limit"]["session"].Set(direction, ForeignValues.FormatSize(rate) + "/s", statement);
        return null;
    }

    private static string? Time(YamlPart part, string key, Statement statement)
    {
        if (ForeignValues.NginxTime(statement.Word(1)) is not { } time) return "it is not a duration";
        part.Set(key, time, statement);
        return null;
    }
}
