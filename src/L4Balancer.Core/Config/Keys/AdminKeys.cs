using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>admin</c>.</summary>
internal static class AdminKeys
{
    public const string Bind = "bind";
    public const string SocketMode = "socket-mode";
    public const string OperatorTokenFile = "operator-token-file";
    public const string ReaderTokenFile = "reader-token-file";
    public const string Tls = "tls";

    private static readonly AdminConfig Blank = new() { Bind = [] };

    private static readonly AdminTlsConfig NoTls = new() { Certificate = "", Key = "" };

    public static ObjectShape<AdminTlsConfig> TlsShape { get; } = new("admin-tls", "TLS of the admin side.", NoTls)
    {
        { "certificate", new PathShape(), "File with the certificate and its chain, PEM.",
            t => t.Certificate, (t, v) => t with { Certificate = v }, FieldKind.Required },
        { "key", new PathShape(), "File with the private key, PEM.",
            t => t.Key, (t, v) => t with { Key = v }, FieldKind.Required },
    };

    public static ObjectShape<AdminConfig> Shape { get; } =
        new("admin", "The admin side: API, metrics and dashboard.", Blank, complete: AdminRules.Check)
        {
            { Bind, new ListShape<BindAddress>(
                    new BindAddressShape(), "unix:/run/l4balancer/admin.sock, 127.0.0.1:9900, or a list of addresses",
                    orSingle: true),
                "Where it listens. Anyone who can open a unix socket is an operator; TCP without a token is read-only.",
                a => a.Bind, (a, v) => a with { Bind = v }, FieldKind.Required },
            { SocketMode, new FileModeShape(), "File mode of the unix sockets; must not grant access to other users.",
                a => a.SocketMode, (a, v) => a with { SocketMode = v } },
            { OperatorTokenFile, new SecretFileShape(),
                "File with the operators' token, or credential:NAME for a systemd credential.",
                a => a.OperatorTokenFile, (a, v) => a with { OperatorTokenFile = v } },
            { ReaderTokenFile, new SecretFileShape(), "The same for read-only access.",
                a => a.ReaderTokenFile, (a, v) => a with { ReaderTokenFile = v } },
            { Tls, TlsShape, "TLS for the TCP addresses; omitted: plain HTTP.",
                a => a.Tls, (a, v) => a with { Tls = v } },
            { "hosts", new ListShape<string>(new HostNameShape(), "a host name, or a list of them", orSingle: true),
                "Host names accepted in requests, besides the bound addresses and localhost.",
                a => a.Hosts.Count == 0 ? null : a.Hosts, (a, v) => a with { Hosts = v } },
        };
}
