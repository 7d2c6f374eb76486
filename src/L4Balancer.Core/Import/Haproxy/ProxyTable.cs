namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The directives of <c>frontend</c>, <c>backend</c>, <c>listen</c> and <c>defaults</c>.</summary>
internal static class ProxyTable
{
    private const Sides Front = Sides.Front;
    private const Sides Back = Sides.Back;
    private const string Http = "HTTP only: bytes are relayed as they are";
    private const string Admin = "use admin: bind for the API, the metrics and the dashboard";
    private const string Always = "always so";

    private static readonly DirectiveTable Plain = new DirectiveTable("HAProxy: proxies")
    {
        { "mode", "tcp is the only mode" },
        { "bind", "listeners.bind", Front },
        { "maxconn", "listeners.max-connections", "clients above it are refused; HAProxy leaves them in the backlog",
            Front },
        { "backlog", "listeners.backlog", Front },
        { "default_backend", "listeners.pool", Front },
        { "use_backend", "listeners.routes", Front },
        { "rate-limit sessions", "listeners.connection-rate",
            "connections above it are refused; HAProxy lets them wait", Front },
        { "acl", "where it is used" },
        { "balance", "pools.policy", Back },
        { "hash-type", "pools.policy", "source-hash is always consistent (Maglev)", Back },
        { "hash-balance-factor", "pools.load-factor", Back },
        { "server", "pools.backends", Back },
        { "server-template", "pools.backends", Back },
        { "default-server", "pools", Back },
        { "retries", "pools.retries", "each retry is on another backend", Back },
        { "source", "pools.source", Back },
        { "stick-table", "listeners.per-source, or pools.policy" },
        { "stick on", "pools.policy: source-hash",
            "a hash of the client's address chooses its backend, without a table; it changes if backends come or go",
            Back },
        { "timeout connect", "pools.timeouts.connect", Back },
        { "timeout client", "pools.timeouts.client-idle", "it runs only while it is the client's turn", Front },
        { "timeout server", "pools.timeouts.server-idle", "it runs only while it is the backend's turn", Back },
        { "timeout tunnel", "pools.timeouts.client-idle and server-idle",
            "each runs only while it is that side's turn", Back },
        { "timeout client-fin", "pools.timeouts.half-closed", Front },
        { "timeout server-fin", "pools.timeouts.half-closed", Back },
        { "timeout queue", "pools.queue.timeout", Back },
        { "timeout check", "pools.health.timeout", "it covers the connect, too", Back },
        { "log", "access-log", "one line of JSON per session; messages of the daemon go to stderr (the journal)" },
        { "description", "a comment" },
        { "enabled", Always },
    }
    .None("disabled", "remove the section")
    .None("fullconn", "there are no limits that grow with the load; use max-connections of a backend", sides: Back)
    .None("dispatch, redirect, errorfile, errorfiles, errorloc, errorloc302, errorloc303, monitor, monitor-uri",
        Http)
    .None("cookie, dynamic-cookie-key, capture, compression, http-reuse, max-keep-alive-queue, unique-id-header", Http)
    .None("http-request, http-response, http-after-response, http-error, filter, reqrep, rspadd, force-persist", Http)
    .None("timeout http-request, timeout http-keep-alive, timeout tarpit, ignore-persist, persist", Http)
    .None("use-server", "backends are chosen by the policy alone; use a listener with routes to pools", sides: Back)
    .None("stick match, stick store-request, stick store-response", "only the client's address is hashed; use stick on",
        sides: Back)
    .None("tcp-response", "answers are not looked at", sides: Back)
    .None("email-alert, guid, id, bind-process, grace", "there is no such thing; hooks run commands on events")
    .None("log-format, log-format-sd, error-log-format, log-tag, unique-id-format",
        "the lines of the access log are JSON with fixed names; see access-log.md")
    .None("stats", Admin)
    .None("load-server-state-from-file, server-state-file-name", "what an operator changed is kept by reloads");

    public static DirectiveTable Table { get; } = WithChecks(WithRules(WithOptions(Plain)));

    private static DirectiveTable WithOptions(DirectiveTable table)
    {
        table.Add("option tcplog", "access-log");
        table.Add("option redispatch", "pools.retries", Back);
        table.Add("option tcpka", "pools.tcp.keepalive");
        table.Add("option clitcpka", "pools.tcp.keepalive", Front);
        table.Add("option srvtcpka", "pools.tcp.keepalive", Back);
        table.Add("clitcpka-cnt", "pools.tcp.keepalive-probes", Front);
        table.Add("clitcpka-idle", "pools.tcp.keepalive-idle", Front);
        table.Add("clitcpka-intvl", "pools.tcp.keepalive-interval", Front);
        table.Add("srvtcpka-cnt", "pools.tcp.keepalive-probes", Back);
        table.Add("srvtcpka-idle", "pools.tcp.keepalive-idle", Back);
        table.Add("srvtcpka-intvl", "pools.tcp.keepalive-interval", Back);
        table.Add("option allbackups", "pools.backends.tier", Back);
        table.Add("option log-health-checks", "changes of health are always logged", Back);
        table.Add("option splice-auto", "relay: adaptive");
        table.Add("option splice-request", "relay: adaptive");
        table.Add("option splice-response", "relay: adaptive");
        table.Add("option tcp-smart-accept", Always, Front);
        table.None("option tcp-smart-connect", "it saves one packet; listeners.connect: on-data waits for a client's "
            + "first bytes", sides: Back);
        table.Add("option contstats", "counters and bytes of running sessions are always there", Front);
        table.Add("option http-server-close", Always);
        table.Add("option http-keep-alive", Always);
        table.Add("option transparent", "pools.source.transparent", Back);
        table.None("option dontlognull, option dontlog-normal, option log-separate-errors",
            "use access-log.sampling, which keeps a share by reason");
        table.None("option logasap", "use access-log.open");
        table.None("option nolinger, option idle-close-on-response, option independent-streams, option abortonclose",
            "ends are passed on as they come, and a client that leaves gives up its place");
        table.None("option socket-stats", "metrics are per listener");
        table.None("option httplog, option forwardfor, option httpclose, option http-tunnel, option originalto", Http);
        table.None("option http-ignore-probes, option http-use-htx, option http-buffer-request, option http-use-proxy-"
            + "header, option http-pretend-keepalive, option accept-invalid-http-request", Http);
        table.None("option checkcache, option prefer-last-server, option persist, option http-no-delay, "
            + "option accept-unsafe-violations-in-http-request", Http);
        return table;
    }

    private static DirectiveTable WithRules(DirectiveTable table)
    {
        table.Add("tcp-request connection", "listeners.access, per-source", Front);
        table.Add("tcp-request session", "listeners.access, per-source", Front);
        table.Add("tcp-request content", "listeners.access, per-source, routes");
        table.Add("tcp-request inspect-delay", "listeners.first-byte-timeout, preread-timeout");
        return table;
    }

    private static DirectiveTable WithChecks(DirectiveTable table)
    {
        const string Key = "pools.health";
        table.Add("option tcp-check", "pools.health.steps", Back);
        table.Add("tcp-check", "pools.health.steps", Back);
        table.Add("option mysql-check", Key, Back);
        table.Add("option pgsql-check", Key, "it does not log in; with login it would, and would know the role",
            Back);
        table.Add("option redis-check", Key, "it also asks for the role of the server", Back);
        table.Add("option ldap-check", Key, Back);
        table.Add("option smtpchk", Key, Back);
        table.Add("option ssl-hello-chk", Key, "it is a whole handshake of TLS, without a look at the certificate",
            Back);
        table.Add("option httpchk", Key, Back);
        table.Add("http-check", "pools.health.http", Back);
        table.None("option external-check, external-check command, external-check path",
            "use health: type: command; its arguments and environment are others", sides: Back);
        table.None("option spop-check", "there is no such probe", sides: Back);
        return table;
    }
}
