namespace L4Balancer.Core.Import.Nginx;

/// <summary>What a <c>server</c> block says of its upstream: keys of the pool.</summary>
internal static class PoolSettings
{
    private const string On = "on";

    /// <returns>Null if it is taken over, or why it is not.</returns>
    public static string? Set(YamlPart pool, string name, Statement statement)
    {
        var value = statement.Word(1);
        switch (name)
        {
            case "proxy_connect_timeout": return Time(pool["timeouts"], "connect", statement);
            case "proxy_next_upstream":
                if (value != On) pool.Set("retries", 0, statement);
                return null;
            case "proxy_next_upstream_tries":
                if (ForeignValues.Number(value) is not { } tries) return "it is not a number";
                if (tries > 0 && pool.Find("retries") is null)
                    pool.Set("retries", Math.Min(tries - 1, Limits.RetriesMax), statement);
                return null;
            case "proxy_protocol":
                if (value == On) pool["send-proxy"].Set("version", "v1", statement);
                return null;
            case "proxy_bind": return Bind(pool, statement);
            case "proxy_socket_keepalive":
                if (value != On) return "keepalive is on by default; use pools.tcp.keepalive: false";
                pool["tcp"].Set("keepalive", "true", statement);
                return null;
            case "proxy_half_close":
                return value == On ? null : "the end of one direction is always passed on, and the other one goes on";
            case "proxy_session_drop":
                if (value == On) pool.Set("on-down", "reset", statement);
                return null;
            case "health_check": return Check(pool["health"], statement);
            case "health_check_timeout": return Time(pool["health"], "timeout", statement);
            default: return null;
        }
    }

    private static string? Bind(YamlPart pool, Statement statement)
    {
        var value = statement.Word(1);
        if (value == "off") return null;
        if (statement.Word(2) == "transparent" && value.StartsWith("$remote_addr", StringComparison.Ordinal))
        {
            pool["source"].Set("transparent", "true", statement);
            return null;
        }

        var (host, port) = ForeignAddress.Split(value);
        if (AccessOrder.Parse(host.Trim('[', ']')) is not { } address || value.Contains('/', StringComparison.Ordinal))
            return "it is no IP address";
        if (port.Length > 0) return "one source port is not enough for more than one session";
        pool["source"]["addresses"].AddItem($"{address.BaseAddress}", statement);
        if (statement.Word(2) == "transparent") pool["source"].Set("freebind", "true", statement);
        return null;
    }

    private static string? Check(YamlPart health, Statement statement)
    {
        health.Set("type", "tcp", statement);
        foreach (var option in statement.Words.Skip(1))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (option, "") : (option[..equals], option[(equals + 1)..]);
            switch (name)
            {
                case "interval" when ForeignValues.NginxTime(value) is { } time:
                    health.Set("interval", time, statement);
                    break;
                case "fails": health.Set("fall", value, statement); break;
                case "passes": health.Set("rise", value, statement); break;
                case "port": health.Set("port", value, statement); break;
                case "jitter" or "mandatory" or "persistent": break;
                default: return $"{name} cannot be said of a probe; health.steps says what it sends and expects";
            }
        }

        return null;
    }

    private static string? Time(YamlPart part, string key, Statement statement)
    {
        if (ForeignValues.NginxTime(statement.Word(1)) is not { } time) return "it is not a duration";
        part.Set(key, time, statement);
        return null;
    }
}
