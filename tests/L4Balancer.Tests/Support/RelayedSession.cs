using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>A session through the balancer, seen from both of its ends.</summary>
/// <param name="Client">The client's end.</param>
/// <param name="Server">The backend's end.</param>
internal sealed record RelayedSession(Socket Client, Socket Server) : IDisposable
{
    /// <summary>
    /// Connects a client and accepts at the backend. One at a time: the next connection at the backend must be this
    /// session's.
    /// </summary>
    public static async Task<RelayedSession> OpenAsync(NetAddress balancer, Socket backend)
    {
        var client = await Loopback.ConnectAsync(balancer);
        var server = await Loopback.AcceptAsync(backend);
        if (server.AddressFamily != AddressFamily.Unix) server.NoDelay = true;
        return new RelayedSession(client, server);
    }

    /// <summary>Sends a byte each way, so that the session is relaying.</summary>
    public async Task PingAsync()
    {
        await Client.SendAsync("?");
        await Server.ReadAsync(1);
        await Server.SendAsync("!");
        await Client.ReadAsync(1);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
