using L4Balancer.Core.Import;

namespace L4Balancer.Fuzz.Targets;

/// <summary>nginx.conf with its stream block.</summary>
internal sealed class NginxImportTarget() : ImportTarget(ForeignFormat.Nginx, "nginx.conf")
{
    public override string Name => "import-nginx";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\n", ";", " {", "}", "#", "\"", "'", "\\", "$", "${x}", "stream {\n", "server {\n", "upstream u {\n",
        "map $ssl_preread_server_name $p {\n", "events {}\n", "http {\n", "include x;\n", "listen 80;\n",
        "listen [::]:80 ", "listen unix:/run/x ", "proxy_protocol", "ssl", "reuseport", "so_keepalive=30m::10",
        "backlog=", "proxy_pass u;\n", "proxy_pass $p;\n", "proxy_pass 10.0.0.1:80;\n", "server 10.0.0.1:80 ",
        "weight=2", "max_conns=5", "max_fails=", "fail_timeout=10s", "backup", "down", "resolve",
        "hash $remote_addr;\n", "least_conn;\n", "zone z 64k;\n", "allow 10.0.0.0/8;\n", "deny all;\n",
        "ssl_preread on;\n", "proxy_timeout 10m;\n", "proxy_connect_timeout 1s;\n", "limit_conn z 5;\n",
        "limit_conn_zone $a zone=z:1m;", "proxy_download_rate 1m;\n", "proxy_bind $remote_addr transparent;\n",
        "worker_processes 4;\n", "hostnames;\n", "default u;\n", ".a.example u;\n", "~^a u;\n");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "stream {\n server {\n  listen 80;\n  proxy_pass 10.0.0.1:80;\n }\n}\n",
        "stream {\n map $ssl_preread_server_name $p {\n  a.example u;\n  default u;\n }\n upstream u {\n"
            + "  server 10.0.0.1:80 weight=2;\n }\n server {\n  listen 443;\n  ssl_preread on;\n  proxy_pass $p;\n"
            + "  allow 10.0.0.0/8;\n  deny all;\n }\n}\n");

    /// <summary>A line may be within a quote or a comment; one that is a directive as a whole is not.</summary>
    protected override bool HasDirective(string line) => line.Trim() is [.., ';'] text
        && text.IndexOfAny(['#', '"', '\'', '{', '}', '\\', '$']) < 0 && char.IsAsciiLetter(text[0]);
}
