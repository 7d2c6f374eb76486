namespace L4Balancer.Core.Import.Nginx;

/// <summary>The options of <c>listen</c>.</summary>
internal static class ListenTable
{
    public static DirectiveTable Table { get; } = new DirectiveTable("nginx: options of listen")
    {
        { "proxy_protocol", "listeners.accept-proxy" },
        { "backlog", "listeners.backlog" },
        { "fastopen", "listeners.socket.fast-open" },
        { "so_keepalive", "pools.tcp" },
        { "ipv6only", "listeners.bind" },
        { "bind", "always so" },
        { "reuseport", "always so" },
        { "multipath", "listeners.socket.mptcp" },
        { "deferred", "listeners.socket.defer-accept", "for 10 s; then the client is accepted without data" },
    }
    .None("ssl", "TLS is passed through, not terminated: the clients' TLS would reach the backends; see tls.md")
    .None("udp", "TCP only")
    .None("rcvbuf, sndbuf", "the kernel tunes the buffers of sockets")
    .None("default_server", "there is one server per address; use routes")
    .None("setfib, accept_filter", "of FreeBSD");
}
