namespace L4Balancer.Core.Import.Haproxy;

/// <summary>The options of a <c>bind</c> line.</summary>
internal static class BindTable
{
    private const string Tls =
        "TLS is passed through, not terminated: the clients' TLS would reach the backends; see tls.md";

    private const string Linux = "there is no such option";

    public static DirectiveTable Table { get; } = new DirectiveTable("HAProxy: options of bind")
    {
        { "accept-proxy", "listeners.accept-proxy",
            "it trusts everyone, as HAProxy does; name the proxies that you have under trusted" },
        { "backlog", "listeners.backlog", "", 1 },
        { "defer-accept", "listeners.socket.defer-accept", "for 10 s; then the client is accepted without data" },
        { "interface", "listeners.socket.interface", "", 1 },
        { "maxconn", "listeners.max-connections", "of all addresses of the listener together", 1 },
        { "mptcp", "listeners.socket.mptcp" },
        { "name", "a label; a listener has the name of its section", "", 1 },
        { "tfo", "listeners.socket.fast-open" },
        { "transparent", "listeners.socket.transparent" },
        { "v4v6", "listeners.bind" },
        { "v6only", "listeners.bind" },
    }
    .None("ssl, allow-0rtt, generate-certificates, no-sslv3, no-tls-tickets, no-tlsv10, no-tlsv11, no-tlsv12, "
        + "no-tlsv13, no-ca-names, strict-sni, prefer-client-ciphers, force-sslv3, force-tlsv10, force-tlsv11, "
        + "force-tlsv12, force-tlsv13, default-crt", Tls)
    .None("crt, crt-list, ca-file, ca-ignore-err, ca-sign-file, ca-sign-pass, ca-verify-file, ciphers, ciphersuites, "
        + "crl-file, crt-ignore-err, curves, ecdhe, verify, ssl-min-ver, ssl-max-ver, tls-ticket-keys, sigalgs, "
        + "client-sigalgs, alpn, npn", Tls, 1)
    .None("gid, group, uid, user, mode", "a unix socket belongs to the user of the daemon", 1)
    .None("id, level, severity-output, expose-fd, proto, label, guid-prefix", Linux, 1)
    .None("mss, namespace", "use ip route (advmss), or a daemon in that namespace", 1)
    .None("nice, process, thread, shards", "use workers; every worker serves every listener", 1)
    .None("tcp-ut", "use pools.tcp.user-timeout", 1)
    .None("tcp-md5sig, cc", "there is no such option of a listener; pools.tcp.congestion-control is for both sides", 1)
    .None("accept-netscaler-cip", "only the PROXY protocol is understood", 1)
    .None("quic-socket, quic-cc-algo", "TCP only", 1)
    .None("quic-force-retry", "TCP only");
}
