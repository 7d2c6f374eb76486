using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The options of both connections of a session. Accepted connections inherit them from the listening socket, so they
/// cost nothing on the client side.
/// </summary>
/// <remarks>They fail silently on a connection that is already gone: its next call reports that.</remarks>
[SupportedOSPlatform("linux")]
internal static class NativeSocketOptions
{
    /// <summary>The options that a short session needs too.</summary>
    public static void ApplyAtOnce(int fd) => Apply(fd, ConnectionOptions.AtOnce);

    /// <summary>The options that detect a dead peer: a session that ends within a second saves five calls.</summary>
    public static void ApplyToLasting(int fd, TcpConfig tcp) =>
        Apply(fd, ConnectionOptions.ForLasting(tcp, stackalloc OptionValue[ConnectionOptions.LastingMax]));

    private static void Apply(int fd, ReadOnlySpan<OptionValue> options)
    {
        foreach (var (option, value) in options)
        {
            _ = option switch
            {
                ConnectionOption.NoDelay => TcpOptions.SetNoDelay(fd),
                ConnectionOption.Keepalive => TcpOptions.SetKeepalive(fd, value != 0),
                ConnectionOption.KeepaliveIdle => TcpOptions.SetKeepaliveIdle(fd, value),
                ConnectionOption.KeepaliveInterval => TcpOptions.SetKeepaliveInterval(fd, value),
                ConnectionOption.KeepaliveProbes => TcpOptions.SetKeepaliveProbes(fd, value),
                ConnectionOption.UserTimeout => TcpOptions.SetUserTimeout(fd, value),
                _ => throw new InvalidOperationException($"No call sets {option}."),
            };
        }
    }
}
