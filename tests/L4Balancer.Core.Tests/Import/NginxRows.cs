namespace L4Balancer.Core.Tests.Import;

/// <summary>The directives of nginx, by their place; see <see cref="ImportRows"/>.</summary>
internal static class NginxRows
{
    private const string Map = "map $ssl_preread_server_name $to { a.example.com 10.0.0.3:1; default 10.0.0.4:1; }\n"
        + "server { listen 2; ssl_preread on; proxy_pass $to;";

    public static readonly string[] Main =
    [
        "stream => stream { server { listen 2; proxy_pass 10.0.0.2:1; } }",
        "events => events { }",
        "worker_processes => worker_processes 3;",
        "worker_cpu_affinity => worker_cpu_affinity auto;",
        "worker_shutdown_timeout => worker_shutdown_timeout 45s;",
        "daemon => daemon off;",
        "reuse_port => reuse_port on;",
    ];

    public static readonly string[] Stream =
    [
        "server => server { listen 2; proxy_pass 10.0.0.2:1; }",
        "upstream => upstream v { server 10.0.0.3:1; }\nserver { listen 2; proxy_pass v; }",
        $"map => {Map} }}",
        $"ssl_preread => {Map} }}",
        "limit_conn_zone => limit_conn_zone $binary_remote_addr zone=ip:10m;\n"
            + "server { listen 2; limit_conn ip 5; proxy_pass 10.0.0.2:1; }",
        "limit_conn => limit_conn_zone $binary_remote_addr zone=ip:10m;\n"
            + "server { listen 2; limit_conn ip 5; proxy_pass 10.0.0.2:1; }",
        $"preread_timeout => {Map} preread_timeout 3s; }} <= {Map} }}",
        $"preread_buffer_size => {Map} preread_buffer_size 32k; }} <= {Map} }}",
        "proxy_buffer_size => proxy_buffer_size 32k;",
        "resolver => resolver 10.0.0.53 valid=30s;",
        "access_log => access_log /var/log/stream.log;",
    ];

    public static readonly string[] Server =
    [
        "listen => listen 10.0.0.5:7;",
        "proxy_pass => } server {\n listen 2;\n proxy_pass 10.0.0.9:9;",
        "proxy_timeout => proxy_timeout 7m;",
        "proxy_connect_timeout => proxy_connect_timeout 4s;",
        "proxy_next_upstream => proxy_next_upstream off;",
        "proxy_next_upstream_tries => proxy_next_upstream_tries 3;",
        "proxy_protocol => proxy_protocol on;",
        "proxy_bind => proxy_bind 10.0.0.77;",
        "proxy_download_rate => proxy_download_rate 100k;",
        "proxy_upload_rate => proxy_upload_rate 50k;",
        "proxy_socket_keepalive => proxy_socket_keepalive on;",
        "proxy_half_close => proxy_half_close on;",
        "proxy_session_drop => proxy_session_drop on;",
        "health_check => health_check interval=7s passes=3 fails=4 port=99;",
        "health_check_timeout => health_check;\n health_check_timeout 3s; <= health_check;",
        "proxy_protocol_timeout => listen 2 proxy_protocol;\n proxy_protocol_timeout 3s; <= listen 2 proxy_protocol;",
        "set_real_ip_from => listen 2 proxy_protocol;\n set_real_ip_from 10.0.0.0/8; <= listen 2 proxy_protocol;",
        "allow => allow 10.1.0.0/16;\n deny all; <= deny all;",
        "deny => deny 10.9.0.0/16;",
        "tcp_nodelay => tcp_nodelay on;",
        "status_zone => status_zone s;",
    ];

    public static readonly string[] Listen =
    [
        "proxy_protocol => proxy_protocol",
        "backlog => backlog=300",
        "fastopen => fastopen=50",
        "so_keepalive => so_keepalive=30m:10s:4",
        "ipv6only => ; listen [::]:2 ipv6only=off <= ; listen [::]:2",
        "bind => bind",
        "reuseport => reuseport",
        "multipath => multipath",
        "deferred => deferred",
    ];

    public static readonly string[] Upstream =
    [
        "server => server 10.0.0.3:1;",
        "least_conn => least_conn;",
        "random => random two least_conn;",
        "hash => hash $remote_addr consistent;",
        "least_time => least_time connect;",
        "zone => zone u 64k;",
    ];

    public static readonly string[] Options =
    [
        "weight => weight=3",
        "max_conns => max_conns=70",
        "max_fails => max_fails=5",
        "fail_timeout => fail_timeout=25s",
        "backup => backup",
        "down => down",
        "resolve => resolve",
        "slow_start => slow_start=25s",
    ];
}
