using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Sockets;

/// <summary>Creates framework sockets for addresses of the core.</summary>
internal static class NetAddressSockets
{
    public static EndPoint ToEndPoint(this NetAddress address) =>
        address.UnixPath is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(address.Ip!, address.Port);

    /// <summary>Returns an unconnected socket of the right family.</summary>
    /// <exception cref="SocketException">The system is out of sockets, or does not support the family.</exception>
    public static Socket CreateSocket(this NetAddress address) => address.UnixPath is null
        ? new Socket(address.Ip!.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
