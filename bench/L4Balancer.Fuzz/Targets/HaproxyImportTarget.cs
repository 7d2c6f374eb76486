using L4Balancer.Core.Import;

namespace L4Balancer.Fuzz.Targets;

/// <summary>haproxy.cfg.</summary>
internal sealed class HaproxyImportTarget() : ImportTarget(ForeignFormat.Haproxy, "haproxy.cfg")
{
    public override string Name => "import-haproxy";

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "\n", "\n  ", " ", "#", "\"", "'", "\\", "${A}", "\"${B-x}\"", "\\x41", "global\n", "defaults\n",
        "defaults d\n", " from d", "frontend f\n", "backend b\n", "listen l\n", "peers p\n", "mode tcp\n",
        "mode http\n", "bind :80\n", "bind 10.0.0.1:80-90 ", "bind [::]:80 v4v6 ", "bind /run/x ", "accept-proxy",
        "server a 10.0.0.1:80 ", "server b :80 ", "check ", "inter 2s ", "send-proxy-v2 ", "backup ", "weight 0 ",
        "default-server ", "default_backend b\n", "use_backend b if ", "acl a src 10.0.0.0/8\n",
        "tcp-request connection reject if ", "tcp-request inspect-delay 5s\n", "req.ssl_sni -i a.example",
        "tcp-check expect string x\n", "option tcp-check\n", "option httpchk GET /\n", "stick-table type ip size 1m ",
        "stick on src\n", "balance ", "source ", "timeout client 1m\n", "timeout server 30d\n", "maxconn 5\n",
        "disabled\n", ".if x\n", ".endif\n", "setenv A x\n", "server-template s 3 a:1\n", "!", "{ src 10.0.0.1 }");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "listen x\n bind :80\n server a 10.0.0.1:80\n",
        "defaults\n mode tcp\n timeout client 1m\nfrontend f\n bind :80\n acl a src 10.0.0.0/8\n"
            + " tcp-request connection reject if !a\n use_backend b if { req.ssl_sni -i a.example }\n"
            + " default_backend b\nbackend b\n server a 10.0.0.1:80 check inter 2s\n");

    protected override bool HasDirective(string line) => line.Trim() is [not '#', ..] text
        && char.IsAsciiLetter(text[0]);
}
