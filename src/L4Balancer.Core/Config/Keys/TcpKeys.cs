using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>tcp</c>.</summary>
internal static class TcpKeys
{
    private static readonly DurationShape KeepaliveTime = DurationShape.WholeSecondsBetween("1s", "9h");

    public static ObjectShape<TcpConfig> Shape { get; } = new(
        "tcp", "TCP options for both connections of a session.", new TcpConfig())
    {
        { "keepalive", new SwitchShape(), "Probe silent peers with TCP keepalives.",
            t => t.Keepalive, (t, v) => t with { Keepalive = v } },
        { "keepalive-idle", KeepaliveTime, "Silence before the first keepalive.",
            t => t.KeepaliveIdle, (t, v) => t with { KeepaliveIdle = v } },
        { "keepalive-interval", KeepaliveTime, "Time between keepalives.",
            t => t.KeepaliveInterval, (t, v) => t with { KeepaliveInterval = v } },
        { "keepalive-probes", new WholeNumberShape(1, 127), "Unanswered keepalives that end the connection.",
            t => t.KeepaliveProbes, (t, v) => t with { KeepaliveProbes = v } },
        { "user-timeout", DurationShape.Between("0", "24h"),
            "How long a peer's kernel may leave data unacknowledged or probes unanswered; 0 is the kernel's default. "
            + "Linux only.",
            t => t.UserTimeout, (t, v) => t with { UserTimeout = v } },
        { "congestion-control", new TextShape(15, "an algorithm such as bbr"),
            "TCP_CONGESTION; omitted: the kernel's default. Linux only.",
            t => t.CongestionControl, (t, v) => t with { CongestionControl = v } },
        { "notsent-lowat", new OrWordShape<int>("auto", new SizeShape(1024, 1 << 30)),
            "TCP_NOTSENT_LOWAT, unsent bytes that the kernel queues; auto: the kernel's default. Linux only.",
            t => t.NotsentLowat, (t, v) => t with { NotsentLowat = v } },
    };
}
