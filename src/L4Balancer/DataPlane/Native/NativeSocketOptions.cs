using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The options of both connections of a session. Accepted connections inherit them from the listening socket, so they
/// cost nothing on the client side.
/// </summary>
/// <remarks>They fail silently on a connection that is already gone: its next call reports that.</remarks>
[SupportedOSPlatform("linux")]
internal static class NativeSocketOptions
{
    /// <summary>The options that a short session needs too, on the socket of a backend.</summary>
    /// <returns>The reason the congestion control was refused; otherwise success.</returns>
    public static SysResult ApplyBeforeConnect(int fd, TcpConfig tcp)
    {
        Apply(fd, ConnectionOptions.AtOnce(tcp, stackalloc OptionValue[ConnectionOptions.AtOnceMax]));
        return tcp.CongestionControl is { } name ? TcpOptions.SetCongestionControl(fd, name) : new SysResult(0);
    }

    /// <summary>All options, on a listening socket.</summary>
    /// <param name="before">The options in force there; null for a new socket. Where one of them was set and is not
    /// any more, the kernel's default returns.</param>
    /// <returns>The reason the congestion control was refused; otherwise success.</returns>
    public static SysResult ApplyToListener(int fd, TcpConfig tcp, TcpConfig? before)
    {
        if (before?.NotsentLowat is not null && tcp.NotsentLowat is null) TcpOptions.SetNotsentLowat(fd, 0);
        var isReset = before?.CongestionControl is not null && tcp.CongestionControl is null;
        if (isReset && CongestionControls.Default is { } name) TcpOptions.SetCongestionControl(fd, name);
        ApplyToLasting(fd, tcp);
        return ApplyBeforeConnect(fd, tcp);
    }

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
                ConnectionOption.NotsentLowat => TcpOptions.SetNotsentLowat(fd, value),
                _ => throw new InvalidOperationException($"No call sets {option}."),
            };
        }
    }
}
