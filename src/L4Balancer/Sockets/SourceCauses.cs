using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Sockets;

/// <summary>
/// Why a connect from a source is not possible, in an operator's words. None of it is a backend's fault.
/// </summary>
internal static class SourceCauses
{
    public static string NoPort(IPAddress from, PortRange? ports) => IsAny(from)
        ? $"no free local port{In(ports)}"
        : $"no free local port{In(ports)} at source address {from}";

    public static string NoWay(IPAddress from) => $"the backend cannot be reached from source address {from}";

    public static string NoClientAddress(in ClientAddress client, bool isIpv6)
    {
        var family = isIpv6 ? "IPv6" : "IPv4";
        return $"the source is transparent, and client {client} has no {family} address to connect from";
    }

    public static string OfBind(IPAddress from, int port, SocketError error) => error switch
    {
        SocketError.AddressNotAvailable =>
            $"source address {from} is not an address of this machine (add it to an interface, or set freebind)",
        SocketError.AccessDenied => $"binding source port {port} is not permitted (CAP_NET_BIND_SERVICE)",
        _ => $"source address {from} cannot be bound: {new SocketException((int)error).Message}",
    };

    private static string In(PortRange? ports) => ports is null ? "" : $" in {ports}";

    private static bool IsAny(IPAddress ip) => ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
}
