using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>tcp</c>.</summary>
internal static class TcpKeys
{
    private static readonly DurationShape KeepaliveTime = DurationShape.WholeSecondsBetween("1s", "9h");

    public static ObjectShape<TcpConfig> Shape { get; } = new(
        "tcp", "TCP options of both connections of a session.", new TcpConfig())
    {
        { "keepalive", new SwitchShape(), "Ask a silent peer whether it is still there.",
            t => t.Keepalive, (t, v) => t with { Keepalive = v } },
        { "keepalive-idle", KeepaliveTime, "Silence before the first question.",
            t => t.KeepaliveIdle, (t, v) => t with { KeepaliveIdle = v } },
        { "keepalive-interval", KeepaliveTime, "Time from one question to the next.",
            t => t.KeepaliveInterval, (t, v) => t with { KeepaliveInterval = v } },
        { "keepalive-probes", new WholeNumberShape(1, 127), "Questions without an answer that end the connection.",
            t => t.KeepaliveProbes, (t, v) => t with { KeepaliveProbes = v } },
        { "user-timeout", DurationShape.Between("0", "24h"),
            "Time that sent bytes may stay unacknowledged; 0 leaves it to the kernel. Linux only.",
            t => t.UserTimeout, (t, v) => t with { UserTimeout = v } },
    };
}
