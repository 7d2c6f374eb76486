namespace L4Balancer.Core.Config;

/// <summary>One entry of a pool's list of backends.</summary>
public sealed record BackendConfig
{
    public required BackendAddress Address { get; init; }

    /// <summary>
    /// Share of new sessions, relative to the other backends of its tier, 0 to 1000; 0 is no new sessions, while the
    /// running ones stay.
    /// </summary>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// 0 is the primary tier; a higher tier serves when no lower one can, 0 to 15. <c>backup: true</c> is tier 1.
    /// </summary>
    public int Tier { get; init; }

    /// <summary>Maximum concurrent sessions; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// For a host name: how many addresses it stands for, if each answer has only some of them, up to
    /// <see cref="Limits.AddressesPerNameMax"/>; 0 uses the latest answer.
    /// </summary>
    public int Addresses { get; init; }

    /// <summary>For a host name: the address family to use.</summary>
    public AddressFamilies AddressFamily { get; init; } = AddressFamilies.PreferIpv4;
}

/// <summary>The address families of a host name that are used.</summary>
public enum AddressFamilies
{
    /// <summary>IPv4 if the name has such addresses, else IPv6: a server with one of each is one backend.</summary>
    PreferIpv4,

    /// <summary>IPv6 if the name has such addresses, else IPv4.</summary>
    PreferIpv6,

    /// <summary>All: a server with one of each is two backends.</summary>
    Any,

    Ipv4,

    Ipv6,
}
