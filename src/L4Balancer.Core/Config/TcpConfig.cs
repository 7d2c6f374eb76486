namespace L4Balancer.Core.Config;

/// <summary>
/// TCP options of both connections of a session. The defaults notice a dead peer within 30 s, with data in flight
/// (TCP_USER_TIMEOUT) or without (15 s idle and three probes 5 s apart); tcp(7). TCP_NODELAY is always set: a balancer
/// must not add Nagle's delay.
/// </summary>
public sealed record TcpConfig
{
    public bool Keepalive { get; init; } = true;

    /// <summary>TCP_KEEPIDLE, whole seconds, 1 s to 9 h.</summary>
    public TimeSpan KeepaliveIdle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>TCP_KEEPINTVL, whole seconds, 1 s to 9 h.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>TCP_KEEPCNT, 1 to 127.</summary>
    public int KeepaliveProbes { get; init; } = 3;

    /// <summary>
    /// TCP_USER_TIMEOUT, 0 (the kernel's own limits) to 24 h; Linux only. It also ends a peer that is alive and takes
    /// nothing for this long while bytes wait for it: to the kernel a window that stays closed is no better than no
    /// answer (tcp(7)).
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
