using System.Net;
using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The sections of a listener that say who may come in, and how much.</summary>
internal static class ArrivalKeys
{
    public const string Trusted = "trusted";

    private static readonly AcceptProxyConfig NoProxy = new() { Trusted = ValueList<IPNetwork>.Empty };
    private static readonly ConnectionRateConfig NoRate = new() { Rate = 1 };
    private static readonly OrWordShape<int> ByteRate = new("none", new ByteRateShape());
    private static readonly ListShape<IPNetwork> Networks = new(
        new NetworkShape(), "an IP address or a network such as 10.1.0.0/16, or a list of them", orSingle: true);

    public static ObjectShape<AcceptProxyConfig> AcceptProxy { get; } =
        new("accept-proxy", "The PROXY protocol header that clients' connections begin with.", NoProxy,
            shorthand: "mode")
        {
            { "mode", new ChoiceShape<AcceptProxyMode>(),
                "required: a connection without a header is refused; optional: a trusted proxy may send one.",
                a => a.Mode, (a, v) => a with { Mode = v } },
            { Trusted, Networks, "The proxies that are believed; others could claim any address.",
                a => (IReadOnlyList<IPNetwork>)a.Trusted,
                (a, v) => a with { Trusted = new ValueList<IPNetwork>(v) }, FieldKind.Required },
            { "timeout", DurationShape.Between("100ms", "1m"), "How long the header may take after the accept.",
                a => a.Timeout, (a, v) => a with { Timeout = v } },
        };

    public static ObjectShape<AccessConfig> Access { get; } =
        new("access", "Which clients are served: the longest network that contains the client decides.",
            new AccessConfig(), complete: AccessRules.Check)
        {
            { "allow", Networks, "Networks that are served; with any, clients in no network are not.",
                a => a.Allow.Count == 0 ? null : (IReadOnlyList<IPNetwork>)a.Allow,
                (a, v) => a with { Allow = new ValueList<IPNetwork>(v) } },
            { "deny", Networks, "Networks that are not served.",
                a => a.Deny.Count == 0 ? null : (IReadOnlyList<IPNetwork>)a.Deny,
                (a, v) => a with { Deny = new ValueList<IPNetwork>(v) } },
            { "allow-file", new PathShape(), "File with more of allow, one network per line; read at every reload.",
                a => a.AllowFile, (a, v) => a with { AllowFile = v } },
            { "deny-file", new PathShape(), "File with more of deny, one network per line; read at every reload.",
                a => a.DenyFile, (a, v) => a with { DenyFile = v } },
            { "on-deny", new ChoiceShape<OnDenyAction>(),
                "What a client that is not served sees: reset, close (an orderly end), or silent (nothing).",
                a => a.OnDeny, (a, v) => a with { OnDeny = v } },
        };

    public static ObjectShape<ConnectionRateConfig> ConnectionRate { get; } =
        new("connection-rate", "How many connections may come per second.", NoRate, shorthand: "rate")
        {
            { "rate", new UnitShape("/s", 1, Limits.ConnectionsMax), "New connections per second in the long run.",
                r => r.Rate, (r, v) => r with { Rate = v }, FieldKind.Required },
            { "burst", new OrWordShape<int>("auto", new WholeNumberShape(1, Limits.ConnectionsMax)),
                "Connections that may come at once; auto: those of a second.",
                r => r.Burst, (r, v) => r with { Burst = v } },
        };

    public static ObjectShape<PerSourceConfig> PerSource { get; } =
        new("per-source", "Limits for the clients of one source.", new PerSourceConfig())
        {
            { "ipv4-prefix", new WholeNumberShape(1, 32), "Bits of an IPv4 address that are one source.",
                p => p.Ipv4Prefix, (p, v) => p with { Ipv4Prefix = v } },
            { "ipv6-prefix", new WholeNumberShape(1, 128), "Bits of an IPv6 address that are one source.",
                p => p.Ipv6Prefix, (p, v) => p with { Ipv6Prefix = v } },
            { "max-connections", new WholeNumberShape(0, Limits.ConnectionsMax),
                "Maximum concurrent sessions of one source; 0 is no limit.",
                p => p.MaxConnections, (p, v) => p with { MaxConnections = v } },
            { "connection-rate", ConnectionRate, "New connections of one source; omitted: no limit.",
                p => p.ConnectionRate, (p, v) => p with { ConnectionRate = v } },
        };

    public static ObjectShape<ByteRateConfig> Bytes { get; } =
        new("byte-rate", "Bytes per second in each direction.", new ByteRateConfig())
        {
            { "upload", ByteRate, "From clients to backends; none is no limit.",
                r => r.Upload, (r, v) => r with { Upload = v } },
            { "download", ByteRate, "From backends to clients; none is no limit.",
                r => r.Download, (r, v) => r with { Download = v } },
        };

    public static ObjectShape<RateLimitConfig> RateLimit { get; } =
        new("rate-limit", "How many bytes per second may be relayed.", new RateLimitConfig(), complete: RateRules.Check)
        {
            { "session", Bytes, "Of each session.", r => r.Session, (r, v) => r with { Session = v } },
            { "source", Bytes, "Of all sessions of a source together; per-source says what a source is.",
                r => r.Source, (r, v) => r with { Source = v } },
            { "listener", Bytes, "Of all sessions of the listener together.",
                r => r.Listener, (r, v) => r with { Listener = v } },
        };
}
