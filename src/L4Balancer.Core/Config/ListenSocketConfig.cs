namespace L4Balancer.Core.Config;

/// <summary>Options of listening sockets; socket(7), ip(7), tcp(7). Linux only.</summary>
public sealed record ListenSocketConfig
{
    /// <summary>IP_FREEBIND: an address that the machine does not have yet can be bound.</summary>
    public bool Freebind { get; init; }

    /// <summary>IP_TRANSPARENT: clients of addresses that the machine does not have can be accepted (TPROXY).</summary>
    public bool Transparent { get; init; }

    /// <summary>SO_BINDTODEVICE: only clients that come in there; null is any interface.</summary>
    public string? Interface { get; init; }

    /// <summary>SO_MARK, for routing by mark; 0 sets none.</summary>
    public int Mark { get; init; }

    /// <summary>TCP_FASTOPEN: length of the queue of clients whose first bytes came with the SYN; 0 is off.</summary>
    public int FastOpen { get; init; }

    /// <summary>
    /// TCP_DEFER_ACCEPT, whole seconds: the kernel hands over a client when its first bytes have come, or after this
    /// time; 0 is off.
    /// </summary>
    public TimeSpan DeferAccept { get; init; } = TimeSpan.Zero;

    /// <summary>IPPROTO_MPTCP: clients with Multipath TCP may use several paths (RFC 8684).</summary>
    public bool Mptcp { get; init; }
}
