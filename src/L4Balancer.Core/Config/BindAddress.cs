using System.Net;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>
/// Where a listener listens. <c>:3306</c> and <c>*:3306</c> are dual-stack (IPv6 and IPv4); <c>0.0.0.0:3306</c> is IPv4
/// only and <c>[::]:3306</c> IPv6 only, so that the two can be used together.
/// </summary>
/// <param name="Address">The address; <c>[::]</c> when dual-stack.</param>
/// <param name="IsDualStack">True when IPv4 clients reach the same socket too.</param>
public sealed record BindAddress(NetAddress Address, bool IsDualStack)
{
    /// <summary>True if it takes its port on every address of the machine.</summary>
    public bool IsWildcard => IPAddress.Any.Equals(Address.Ip) || IPAddress.IPv6Any.Equals(Address.Ip);

    /// <summary>Every address of the machine, IPv6 and IPv4.</summary>
    public static BindAddress DualStack(int port) => new(NetAddress.FromIp(IPAddress.IPv6Any, port), true);

    /// <summary>Parses an address as in a config file.</summary>
    /// <param name="problem">The problem, to follow the text in a message; null if it was parsed.</param>
    public static BindAddress? Parse(string text, out string? problem)
    {
        var parsed = new BindAddressShape().Parse(text);
        problem = parsed.Problem;
        return parsed.IsGood ? parsed.Value : null;
    }

    /// <summary>
    /// True if a client could reach both, so that the kernel lets two sockets listen on them only if they share
    /// (ip(7), ipv6(7): IPV6_V6ONLY). Port 0 is any free one and overlaps nothing.
    /// </summary>
    public bool Overlaps(BindAddress other)
    {
        if (Address.UnixPath is not null || other.Address.UnixPath is not null) return Address == other.Address;
        return Address.Port == other.Address.Port && Address.Port != 0
            && (IsDualStack || other.IsDualStack || Address.Ip!.AddressFamily == other.Address.Ip!.AddressFamily)
            && (IsWildcard || other.IsWildcard || Address == other.Address);
    }

    public override string ToString() => IsDualStack ? $"*:{Address.Port}" : Address.ToString();
}
