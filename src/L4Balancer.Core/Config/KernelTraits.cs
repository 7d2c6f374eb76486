using System.Collections.Immutable;

namespace L4Balancer.Core.Config;

/// <summary>
/// What is known of the kernel that a configuration is checked on, for warnings: it may be for another machine.
/// </summary>
public sealed record KernelTraits
{
    /// <summary>The algorithms for congestion control that are loaded; empty if they are not known.</summary>
    public ImmutableArray<string> CongestionControls { get; init; } = [];

    /// <summary>The network interfaces of this machine; empty if they are not known.</summary>
    public ImmutableArray<string> Interfaces { get; init; } = [];

    /// <summary>Whether listening sockets may use TCP Fast Open.</summary>
    public bool ServesFastOpen { get; init; } = true;
}
