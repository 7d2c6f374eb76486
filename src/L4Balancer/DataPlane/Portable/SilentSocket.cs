using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The connection of a client that gets no answer. Any thread.</summary>
internal sealed class SilentSocket(Socket socket) : IDisposable
{
    /// <summary>Resets the client.</summary>
    public void Dispose() => SocketOptions.CloseWithReset(socket);
}
