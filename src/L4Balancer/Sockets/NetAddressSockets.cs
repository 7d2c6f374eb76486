using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Sockets;

/// <summary>From the core's addresses to the sockets of the framework.</summary>
internal static class NetAddressSockets
{
    public static EndPoint ToEndPoint(this NetAddress address) =>
        address.UnixPath is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(address.Ip!, address.Port);

    /// <summary>A socket of the right family, not connected.</summary>
    /// <exception cref="SocketException">The system is short of sockets, or does not know the family.</exception>
    public static Socket CreateSocket(this NetAddress address) => address.UnixPath is null
        ? new Socket(address.Ip!.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
