using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The sections of <c>health</c> that say how a kind of probe talks.</summary>
internal static class ProbeKeys
{
    private static readonly ProbeQueryConfig NoQuery = new() { Sql = "" };

    private static readonly SentinelConfig NoSentinel = new() { Name = "", At = ValueList<NetAddress>.Empty };

    public static ObjectShape<ProbeTlsConfig> Tls { get; } =
        new("probe-tls", "TLS of a probe.", new ProbeTlsConfig(), complete: ProbeRules.CheckTls)
        {
            { "verify", new ChoiceShape<TlsVerification>(),
                "What of the certificate is verified: full (chain, dates, name), ca (chain, dates), or none.",
                t => t.Verify, (t, v) => t with { Verify = v } },
            { "ca-file", new PathShape(), "File with the accepted authorities, PEM; omitted: those of the system.",
                t => t.CaFile, (t, v) => t with { CaFile = v } },
            { "server-name", new HostNameShape(),
                "The name to ask for (SNI) and to find in the certificate; omitted: the IP address, without SNI.",
                t => t.ServerName, (t, v) => t with { ServerName = v } },
            { "certificate", new PathShape(), "File with the certificate that the probe shows, PEM.",
                t => t.Certificate, (t, v) => t with { Certificate = v } },
            { "key", new PathShape(), "File with its private key, PEM.", t => t.Key, (t, v) => t with { Key = v } },
        };

    public static ObjectShape<ProbeLoginConfig> Login { get; } =
        new("probe-login", "Who a probe logs in as.", new ProbeLoginConfig())
        {
            { "user", new TextShape(128, "the name of a user"), "The user.",
                l => l.User, (l, v) => l with { User = v } },
            { "password-file", new SecretFileShape(),
                "File with the password, or credential:NAME for a systemd credential; read again at every reload.",
                l => l.PasswordFile, (l, v) => l with { PasswordFile = v } },
            { "database", new TextShape(128, "the name of a database"), "The database; omitted: the server's default.",
                l => l.Database, (l, v) => l with { Database = v } },
        };

    public static ObjectShape<ProbeQueryConfig> Query { get; } =
        new("probe-query", "A query after the login.", NoQuery, shorthand: "sql")
        {
            { "sql", new TextShape(4096, "a query such as SELECT 1"), "The query.",
                q => q.Sql, (q, v) => q with { Sql = v }, FieldKind.Required },
            { "expect", new TextShape(4096, "a value"),
                "The first column of the first row; omitted: anything but an error.",
                q => q.Expect, (q, v) => q with { Expect = v } },
        };

    public static ObjectShape<SentinelConfig> Sentinel { get; } =
        new("sentinel", "The Sentinels that know who the primary is.", NoSentinel)
        {
            { "name", new TextShape(128, "the name of a primary such as mymaster"), "The name of the primary.",
                s => s.Name, (s, v) => s with { Name = v }, FieldKind.Required },
            { "at", new ListShape<NetAddress>(
                    new IpEndpointShape(), "an IP address with a port, or a list of them", orSingle: true),
                "Where they listen; each is asked until most of them have answered.",
                s => (IReadOnlyList<NetAddress>)s.At,
                (s, v) => s with { At = new ValueList<NetAddress>(v) }, FieldKind.Required },
            { "login", Login, "Who the probe logs in as at the Sentinels.",
                s => s.Login, (s, v) => s with { Login = v } },
        };

    public static ObjectShape<RedisProbeConfig> Redis { get; } =
        new("probe-redis", "What is asked of Redis.", new RedisProbeConfig())
        {
            { "cluster", new SwitchShape(), "Whether CLUSTER INFO must say cluster_state:ok.",
                r => r.Cluster, (r, v) => r with { Cluster = v } },
            { "sentinel", Sentinel, "The Sentinels that know who the primary is; omitted: the servers' own word.",
                r => r.Sentinel, (r, v) => r with { Sentinel = v } },
        };

    public static ObjectShape<HttpProbeConfig> Http { get; } =
        new("probe-http", "The request of an HTTP probe, and the response that is good.", new HttpProbeConfig())
        {
            { "method", new ChoiceTextShape("GET", "HEAD", "OPTIONS", "POST"), "The method.",
                h => h.Method, (h, v) => h with { Method = v } },
            { "path", new UrlPathShape(), "The path and the query.", h => h.Path, (h, v) => h with { Path = v } },
            { "host", new TextShape(255, "a host name"), "The Host header; omitted: the probed address.",
                h => h.Host, (h, v) => h with { Host = v } },
            { "headers", new ListShape<string>(new HttpHeaderShape(), "a header, or a list of them", orSingle: true),
                "Further headers.",
                h => h.Headers.Count == 0 ? null : (IReadOnlyList<string>)h.Headers,
                (h, v) => h with { Headers = new ValueList<string>(v) } },
            { "status", new StatusSetShape(), "The good status codes; a redirect is not followed.",
                h => h.Status, (h, v) => h with { Status = v } },
            { "body", new TextShape(4096, "a text"), "Text that the body must contain.",
                h => h.Body, (h, v) => h with { Body = v } },
        };

    public static ObjectShape<ProbeStep> Step { get; } =
        new("probe-step", "A step: bytes to send, or the answer to wait for.", new ProbeStep(),
            complete: ProbeRules.CheckStep)
        {
            { "send", new ProbeBytesShape(), "Bytes to send.", s => s.Send, (s, v) => s with { Send = v } },
            { "expect", new ProbeBytesShape(), "Bytes that the answer must begin with.",
                s => s.Expect, (s, v) => s with { Expect = v } },
            { "contains", new ProbeBytesShape(), "Bytes that the answer must contain.",
                s => s.Contains, (s, v) => s with { Contains = v } },
            { "matches", new RegexShape(), "A regular expression that the answer must match.",
                s => s.Matches, (s, v) => s with { Matches = v } },
            { "within", new SizeShape(1, Limits.ProbeSearchMax), "How many bytes are searched.",
                s => s.Within, (s, v) => s with { Within = v } },
        };
}
