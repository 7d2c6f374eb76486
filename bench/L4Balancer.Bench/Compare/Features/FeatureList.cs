using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Features;

/// <summary>All features that can be measured; a further one is a further record.</summary>
internal static class FeatureList
{
    /// <summary>More than any load here comes near: what is measured is the cost of counting.</summary>
    private const int Plenty = 1_000_000;

    private const string Connections = "connections";

    public static IReadOnlyList<Feature> All { get; } =
    [
        Feature.None,
        Access("access-1k", 1_000),
        Access("access-100k", 100_000),
        new("per-source", "sessions and connection rate limited per source", Connections, "redis-50")
        {
            Listener = $"per-source: {{ max-connections: {Plenty}, connection-rate: {{ rate: {Plenty}/s }} }}",
            HaproxyFrontend =
                $"""
                stick-table type ip size 1m expire 10s store conn_cur,conn_rate(1s)
                  tcp-request connection track-sc0 src
                  tcp-request connection reject if {"{"} sc0_conn_cur gt {Plenty} {"}"}
                  tcp-request connection reject if {"{"} sc0_conn_rate gt {Plenty} {"}"}
                """,
            NginxStream = "limit_conn_zone $binary_remote_addr zone=sources:10m;",
            NginxServer = "limit_conn sources 65535;",
        },
        new("connection-rate", "connection rate of the listener limited", Connections)
        {
            Listener = $"connection-rate: {{ rate: {Plenty}/s }}",
            HaproxyFrontend = $"rate-limit sessions {Plenty}",
            NginxMissing = "it limits the rate of connections of no listener",
        },
        new("rate-limit", "50 MiB/s for each session", "bulk-1-down", "bulk-8-down")
        {
            Listener = "rate-limit: { session: { download: 50MiB/s } }",
            HaproxyMissing = "it limits bandwidth from version 2.7 on",
            NginxServer = "proxy_download_rate 52428800;",
        },
        new("source", "connects from four addresses", Connections)
        {
            Pool = "source: { addresses: [127.0.0.2, 127.0.0.3, 127.0.0.4, 127.0.0.5] }",
            HaproxyBackend = "source 127.0.0.2",
            NginxStream =
                "split_clients $remote_port $source"
                + " { 25% 127.0.0.2; 25% 127.0.0.3; 25% 127.0.0.4; * 127.0.0.5; }",
            NginxServer = "proxy_bind $source;",
        },
        new("on-data", "connects when the first bytes have come", Connections, "redis-50")
        {
            Listener = "connect: on-data",
            HaproxyFrontend =
                """
                tcp-request inspect-delay 10s
                  tcp-request content accept if { req.len gt 0 }
                """,
            NginxMissing = "it waits for bytes only to read them",
        },
        new("sni", "the pool is chosen by the name in a ClientHello", WorkloadList.Hello)
        {
            Listener = $"routes: [{{ sni: [{ClientHelloBytes.Name}], pool: compare }}]\n    on-no-route: refuse",
            HaproxyFrontend =
                $"""
                tcp-request inspect-delay 5s
                  tcp-request content accept if {"{"} req.ssl_hello_type 1 {"}"}
                  tcp-request content reject
                  use_backend servers if {"{"} req.ssl_sni -i {ClientHelloBytes.Name} {"}"}
                  use_backend servers if {"{"} req.ssl_sni -i other.{ClientHelloBytes.Name} {"}"}
                """,
            NginxStream = $"map $ssl_preread_server_name $chosen {{ {ClientHelloBytes.Name} {{backend}}; }}",
            NginxServer = "ssl_preread on;",
            NginxPass = "$chosen",
        },
        new("accept-proxy", "clients send a PROXY header, version 2", Connections)
        {
            Listener = "accept-proxy: { trusted: [127.0.0.0/8] }",
            HaproxyBind = "accept-proxy",
            NginxListen = "proxy_protocol",
            Preface = "0d0a0d0a000d0a515549540a" + "2111" + "000c" + "c0000201" + "c6336401" + "d431" + "18eb",
        },
        new("send-proxy", "the server gets a PROXY header", "http-100")
        {
            Pool = "send-proxy: v2",
            HaproxyServer = "send-proxy-v2",
            NginxServer = "proxy_protocol on;", // Version 1: it has no other.
            IsBackendProxied = true,
        },
    ];

    private static Feature Access(string name, int networks) =>
        new(name, $"{networks:#,##0} networks refused", Connections)
        {
            Networks = networks,
            Listener = "access: { deny-file: \"{file}\" }",
            HaproxyFrontend =
                """
                acl refused src -f {file}
                  tcp-request connection reject if refused
                """,
            NginxStream = "geo $allowed { default {backend}; include {file}; }",
            NginxPass = "$allowed",
        };
}
