using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>
/// Where a listener listens. <c>:3306</c> and <c>*:3306</c> are dual-stack (IPv6 and IPv4); <c>0.0.0.0:3306</c> is IPv4
/// only and <c>[::]:3306</c> IPv6 only, so that the two can stand side by side.
/// </summary>
/// <param name="Address">The address; <c>[::]</c> when dual-stack.</param>
/// <param name="IsDualStack">True when IPv4 clients reach the same socket too.</param>
public sealed record BindAddress(NetAddress Address, bool IsDualStack)
{
    /// <summary>Every address of the machine, IPv6 and IPv4.</summary>
    public static BindAddress DualStack(int port) => new(NetAddress.FromIp(IPAddress.IPv6Any, port), true);

    public override string ToString() => IsDualStack ? $"*:{Address.Port}" : Address.ToString();
}
