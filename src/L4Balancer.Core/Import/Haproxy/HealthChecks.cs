namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates how servers are checked: the section <c>health</c> of a pool.</summary>
internal sealed class HealthChecks(YamlPart pool, ImportReport report)
{
    private readonly TalkSteps _steps = new(report);
    private readonly HttpCheck _http = new(report);
    private Statement? _kind;
    private Statement? _timeout;

    /// <returns>Why the line is not taken over; null if it is.</returns>
    public string? Take(string name, Statement statement)
    {
        switch (name)
        {
            case "timeout check":
                if (ForeignValues.HaproxyTime(statement.Word(2)) is null) return "it is not a duration";
                _timeout = statement;
                return null;
            case "tcp-check":
                return _steps.Take(statement);
            case "http-check":
                return _http.Take(statement);
            case "option httpchk":
                _kind = statement;
                return _http.TakeRequest(statement);
            default:
                if (IsCheck(name)) _kind = statement;
                return null;
        }
    }

    public void Write(IReadOnlyList<ServerEntry> entries)
    {
        var health = pool["health"];
        var options = new PoolOptions(pool, entries, report);
        if (!entries.Any(e => e.IsChecked))
        {
            health.Set("type", "none", null);
            WriteAgent(entries, options);
            return;
        }

        WriteKind(health, entries);
        Write(options, entries, health);
        foreach (var entry in entries.Where(e => !e.IsChecked))
            report.Differs(entry.Statement, "pools.health", "it is probed as the others of its pool are");
        WriteAgent(entries, options);
    }

    private static bool IsCheck(string name) => name is "option tcp-check" or "option mysql-check"
        or "option pgsql-check" or "option redis-check" or "option ldap-check" or "option smtpchk"
        or "option ssl-hello-chk";

    private void Write(PoolOptions options, IReadOnlyList<ServerEntry> entries, YamlPart health)
    {
        options.Write("port", "health", "port", v => v == "0" ? null : v);
        options.Write("addr", "health", "host", v => v);
        options.Write("inter", "health", "interval", PoolOptions.ForeignValuesOf);
        options.Write("fastinter", "health", "fast-interval", PoolOptions.ForeignValuesOf);
        options.Write("rise", "health", "rise", v => v);
        options.Write("fall", "health", "fall", v => v);
        if (entries.FirstOrDefault(e => e.Has("check-send-proxy")) is { } sender)
            health.Set("send-proxy", "true", sender.Options["check-send-proxy"].From);
        if (_timeout is not null) health.Set("timeout", ForeignValues.HaproxyTime(_timeout.Word(2))!, _timeout);
        else if (health.Find("interval") is { Value: { } time, From: var from }) health.Set("timeout", time, from);
    }

    private void WriteKind(YamlPart health, IReadOnlyList<ServerEntry> entries)
    {
        var tls = entries.FirstOrDefault(e => e.Has("check-ssl"));
        switch (_kind?.Word(1))
        {
            case "mysql-check":
                health.Set("type", "mysql", _kind);
                if (_kind.Word(2) == "user") health["login"].Set("user", _kind.Word(3), _kind);
                break;
            case "pgsql-check": health.Set("type", "postgresql", _kind); break;
            case "redis-check": health.Set("type", "redis", _kind); break;
            case "ldap-check": _steps.AddLdap(_kind); break;
            case "smtpchk": _steps.AddSmtp(_kind); break;
            case "ssl-hello-chk":
                health.Set("type", "tls", _kind);
                health["tls"].Set("verify", "none", _kind);
                break;
            case "httpchk": _http.WriteTo(health, _kind, tls is not null); break;
            default:
                if (tls is not null && !_steps.HasSteps) health.Set("type", "tls", tls.Options["check-ssl"].From);
                break;
        }

        _steps.WriteTo(health);
        if (tls is not null || _steps.IsTls) WriteTls(health["tls"], entries, tls);
    }

    private void WriteTls(YamlPart part, IReadOnlyList<ServerEntry> entries, ServerEntry? tls)
    {
        var options = new PoolOptions(pool, entries, report);
        options.Write("check-sni", "health.tls", "server-name", v => v.ToLowerInvariant());
        var verifies = entries.Any(Verifies);
        if (!verifies) part.Set("verify", "none", tls?.Options["check-ssl"].From);
        else options.Write("ca-file", "health.tls", "ca-file", v => v.StartsWith('/') ? v : null);
        if (verifies && part.Find("server-name") is null) part.Set("verify", "ca", tls?.Options["check-ssl"].From);
    }

    /// <summary>A CA file is for nothing else: <c>verify required</c> is the default of HAProxy.</summary>
    private static bool Verifies(ServerEntry entry) =>
        entry.Options.TryGetValue("verify", out var verify) ? verify.Value == "required" : entry.Has("ca-file");

    private void WriteAgent(IReadOnlyList<ServerEntry> entries, PoolOptions options)
    {
        if (entries.FirstOrDefault(e => e.Has("agent-check")) is not { } asked) return;
        options.Write("agent-port", "health.agent", "port", v => v);
        options.Write("agent-addr", "health.agent", "host", v => v);
        options.Write("agent-inter", "health.agent", "interval", PoolOptions.ForeignValuesOf);
        options.Write("agent-send", "health.agent", "send", v => v);
        var from = asked.Options["agent-check"].From;
        if (pool["health"]["agent"].Find("port") is null)
        {
            report.Left(from, "an agent needs agent-port", "agent-check");
            pool["health"].Remove("agent");
            return;
        }

        if (pool.Find("policy")?.Value is "source-hash" or "first")
            report.Left(from, "the weights of an agent have no effect with this policy", "agent-check weight");
        else pool.Set("weigh-by", "agent", from);
    }
}
