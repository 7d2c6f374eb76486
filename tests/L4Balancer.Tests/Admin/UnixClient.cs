using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin;

/// <summary>A client of HTTP over a unix socket.</summary>
internal static class UnixClient
{
    public static HttpClient To(string path)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://localhost"), Timeout = Loopback.Patience };
    }
}
