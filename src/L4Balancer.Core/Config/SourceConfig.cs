using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>From where backends are connected; ip(7), socket(7). Linux only, except the addresses.</summary>
public sealed record SourceConfig
{
    /// <summary>
    /// Addresses of this machine, used in turn; each has its own ports for each backend. Empty: the kernel chooses.
    /// </summary>
    public ValueList<IPAddress> Addresses { get; init; } = ValueList<IPAddress>.Empty;

    /// <summary>The ports to use; null is the kernel's range (net.ipv4.ip_local_port_range).</summary>
    public PortRange? Ports { get; init; }

    /// <summary>
    /// IP_TRANSPARENT: connects from the client's own address. The answers must be routed back through this machine.
    /// </summary>
    public bool Transparent { get; init; }

    /// <summary>IP_FREEBIND: addresses that the machine does not have yet can be used.</summary>
    public bool Freebind { get; init; }

    /// <summary>SO_BINDTODEVICE; null lets routing decide.</summary>
    public string? Interface { get; init; }

    /// <summary>SO_MARK, for routing by mark; 0 sets none.</summary>
    public int Mark { get; init; }

    /// <summary>Nothing is set: the kernel decides.</summary>
    public static SourceConfig Kernel { get; } = new();

    /// <summary>What applies to sessions; null if nothing is set.</summary>
    public SourceConfig? ForSessions() => this == Kernel ? null : this;

    /// <summary>
    /// What applies to probes, which have no client whose address they could have; null if nothing is set.
    /// </summary>
    public SourceConfig? ForProbes() => (this with { Transparent = false }).ForSessions();
}

/// <summary>A range of ports.</summary>
/// <param name="First">1 to 65535.</param>
/// <param name="Last">Not below the first, up to 65535.</param>
public sealed record PortRange(int First, int Last)
{
    public int Count => Last - First + 1;

    public override string ToString() => $"{First}-{Last}";
}
