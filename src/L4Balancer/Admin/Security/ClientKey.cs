using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Admin.Security;

/// <summary>
/// The address by which clients are counted: an IPv6 host can use any address of its /64 (RFC 4291), so a /64 counts as
/// one.
/// </summary>
internal static class ClientKey
{
    private const int PrefixBytes = 8;

    public static IPAddress Of(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return new IPAddress(bytes);
    }
}
