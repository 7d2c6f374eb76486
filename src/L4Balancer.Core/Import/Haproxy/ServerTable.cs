namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The options of <c>server</c>, <c>server-template</c> and <c>default-server</c>.</summary>
internal static class ServerTable
{
    private const string Tls =
        "TLS to backends is not spoken; only the clients' own TLS is passed through; see tls.md";

    private const string Http = "HTTP only";
    private const string Kept = "names are resolved all the time, and kept when the resolver fails";

    public static DirectiveTable Table { get; } = new DirectiveTable("HAProxy: options of server")
    {
        { "weight", "backends.weight", "", 1 },
        { "backup", "backends.tier" },
        { "maxconn", "backends.max-connections", "", 1 },
        { "maxqueue", "pools.queue.max", "of the whole pool", 1 },
        { "disabled", "backends.weight: 0", "it is probed, and gets no sessions until its weight is changed" },
        { "enabled", "always so" },
        { "check", "pools.health" },
        { "no-check", "pools.health" },
        { "inter", "pools.health.interval", "", 1 },
        { "fastinter", "pools.health.fast-interval", "", 1 },
        { "rise", "pools.health.rise", "", 1 },
        { "fall", "pools.health.fall", "", 1 },
        { "port", "pools.health.port", "", 1 },
        { "addr", "pools.health.host", "", 1 },
        { "check-ssl", "pools.health.tls" },
        { "no-check-ssl", "pools.health.tls" },
        { "check-sni", "pools.health.tls.server-name", "", 1 },
        { "check-send-proxy", "pools.health.send-proxy" },
        { "agent-check", "pools.health.agent and weigh-by" },
        { "agent-port", "pools.health.agent.port", "", 1 },
        { "agent-inter", "pools.health.agent.interval", "", 1 },
        { "agent-addr", "pools.health.agent.host", "", 1 },
        { "agent-send", "pools.health.agent.send", "", 1 },
        { "slowstart", "pools.slow-start", "", 1 },
        { "send-proxy", "pools.send-proxy: v1" },
        { "send-proxy-v2", "pools.send-proxy: v2" },
        { "send-proxy-v2-ssl", "pools.send-proxy: v2", "without fields about TLS, which is not terminated" },
        { "send-proxy-v2-ssl-cn", "pools.send-proxy: v2", "without fields about TLS, which is not terminated" },
        { "proxy-v2-options", "pools.send-proxy.tlvs", "", 1 },
        { "no-send-proxy", "always so" },
        { "no-ssl", "always so" },
        { "on-marked-down", "pools.on-down", "", 1 },
        { "on-marked-up", "pools.on-failback: move", "", 1 },
        { "observe", "pools.outliers", "sessions that fail eject a backend for a while; probes do not decide alone",
            1 },
        { "error-limit", "pools.outliers.connect-failures", "", 1 },
        { "source", "pools.source", "", 1 },
        { "usesrc", "pools.source.transparent", "", 1 },
        { "interface", "pools.source.interface", "", 1 },
        { "resolvers", "resolve-interval", "the system's resolver is asked", 1 },
        { "resolve-prefer", "backends.address-family", "", 1 },
        { "init-addr", "always so", Kept, 1 },
        { "id", "the address is the identity", "", 1 },
        { "verify", "pools.health.tls.verify", "for probes; sessions are relayed as they are", 1 },
        { "ca-file", "pools.health.tls.ca-file", "for probes; sessions are relayed as they are", 1 },
    }
    .None("downinter", "a backend that is down is probed at interval", 1)
    .None("track", "the same server in several pools with the same health is probed once", 1)
    .None("on-error", "outliers eject for a while", 1)
    .None("minconn", "limits do not grow with the load; use maxconn", 1)
    .None("ssl, ssl-reuse, no-ssl-reuse, no-verifyhost, allow-0rtt, force-tlsv12, force-tlsv13, no-sslv3, "
        + "no-tlsv10, no-tlsv11, no-tlsv12, no-tlsv13, no-tls-tickets, tls-tickets, check-via-socks4", Tls)
    .None("sni, crt, ciphers, ciphersuites, crl-file, alpn, npn, verifyhost, ssl-min-ver, ssl-max-ver, check-alpn, "
        + "sigalgs, curves, client-sigalgs, check-proto", Tls, 1)
    .None("cookie, redir, proto, pool-max-conn, pool-low-conn, pool-purge-delay, max-reuse, ws, log-proto, log-bufsize",
        Http, 1)
    .None("stick, non-stick", "there is no table")
    .None("socks4, namespace, resolve-net, resolve-opts, set-proxy-v2-tlv-fmt, guid, shard", "there is no such option",
        1)
    .None("tcp-ut", "use pools.tcp.user-timeout", 1)
    .None("tfo", "Fast Open is used for clients only");
}
