using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Probes.Managed;
using L4Balancer.Sockets;

namespace L4Balancer.Probes;

/// <summary>Connects the managed sockets of probes, from the source of their pool if it has one.</summary>
internal static class ProbeSockets
{
    /// <param name="prepare">Sets options before the connect.</param>
    /// <exception cref="SocketException">The backend cannot be connected.</exception>
    /// <exception cref="LocalShortageException">The source does not allow it.</exception>
    public static async Task<Socket> ConnectAsync(
        NetAddress address, BackendSource? source, CancellationToken cancellationToken, Action<Socket>? prepare = null)
    {
        if (address.UnixPath is not null) source = null;
        var isIpv6 = address.Ip?.AddressFamily == AddressFamily.InterNetworkV6;
        var walk = source?.Begin(isIpv6) ?? default;
        while (true)
        {
            var socket = address.CreateSocket();
            try
            {
                prepare?.Invoke(socket);
                if (source is null || source.TryPrepare(socket, default, ref walk))
                {
                    await socket.ConnectAsync(address.ToEndPoint(), cancellationToken);
                    return socket;
                }

                socket.Dispose();
            }
            catch (SocketException e) when (source is not null)
            {
                socket.Dispose();
                source.FailConnect(e.SocketErrorCode, isIpv6, default, ref walk);
                if (walk.Cause is null) throw;
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            if (!walk.GoesOn) throw new LocalShortageException(walk.Cause!);
        }
    }
}
