namespace L4Balancer.Core.Config;

/// <summary>
/// TCP options for both connections of a session; tcp(7). The defaults detect a dead peer within two minutes, with or
/// without data in flight: keepalives probe an idle one, and TCP_USER_TIMEOUT decides when to give up, because while it
/// is set the kernel does not count keepalives. TCP_NODELAY is always set: a balancer must not add Nagle's delay.
/// </summary>
public sealed record TcpConfig
{
    public bool Keepalive { get; init; } = true;

    /// <summary>TCP_KEEPIDLE, whole seconds, 1 s to 9 h.</summary>
    public TimeSpan KeepaliveIdle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>TCP_KEEPINTVL, whole seconds, 1 s to 9 h.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>TCP_KEEPCNT, 1 to 127; it decides only when <see cref="UserTimeout"/> is 0.</summary>
    public int KeepaliveProbes { get; init; } = 3;

    /// <summary>
    /// TCP_USER_TIMEOUT, 0 (the kernel's own limits, about 15 min) to 24 h; Linux only. To the kernel a window that
    /// stays closed is no better than no answer, so the option is lifted while a peer takes nothing but its kernel
    /// answers: a reader may pause for as long as it likes, unless <see cref="TimeoutsConfig.Stalled"/> is set.
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>TCP_CONGESTION, such as <c>bbr</c>; null is net.ipv4.tcp_congestion_control. Linux only.</summary>
    public string? CongestionControl { get; init; }

    /// <summary>
    /// TCP_NOTSENT_LOWAT, bytes that the kernel queues beyond what it may send now; null is
    /// net.ipv4.tcp_notsent_lowat. Linux only.
    /// </summary>
    public int? NotsentLowat { get; init; }
}
