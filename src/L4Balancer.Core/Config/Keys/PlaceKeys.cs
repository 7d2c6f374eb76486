using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The sections of a pool that say how a session gets its place, and what the backend is told.</summary>
internal static class PlaceKeys
{
    private static readonly QueueConfig NoQueue = new() { Max = 1 };

    public static ObjectShape<QueueConfig> Queue { get; } =
        new("queue", "Sessions that find every eligible backend full wait, first come, first served.", NoQueue)
        {
            { "max", new WholeNumberShape(1, Limits.ConnectionsMax), "Sessions that may wait; more are refused.",
                q => q.Max, (q, v) => q with { Max = v }, FieldKind.Required },
            { "timeout", DurationShape.Between("10ms", "1h"), "How long each may wait; then it is refused.",
                q => q.Timeout, (q, v) => q with { Timeout = v } },
        };

    public static ObjectShape<SendProxyConfig> SendProxy { get; } =
        new("send-proxy", "The PROXY protocol header that backends get first.", new SendProxyConfig(),
            shorthand: "version")
        {
            { "version", new ChoiceShape<ProxyVersion>(), "The version of the protocol.",
                s => s.Version, (s, v) => s with { Version = v } },
            { "tlvs", new ListShape<ProxyTlv>(
                    new ChoiceShape<ProxyTlv>(), "a field, or a list of them", orSingle: true),
                "For v2: fields besides the addresses; what is not known of a session is omitted.",
                s => s.Tlvs.Count == 0 ? null : (IReadOnlyList<ProxyTlv>)s.Tlvs,
                (s, v) => s with { Tlvs = new ValueList<ProxyTlv>(v) } },
        };
}
