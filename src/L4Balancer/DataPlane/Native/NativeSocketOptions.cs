using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The options that both connections of a session have. A listening socket hands its own on to what it accepts, so
/// they cost the session's client side nothing.
/// </summary>
/// <remarks>They fail silently on a connection that is gone already: its next call tells.</remarks>
[SupportedOSPlatform("linux")]
internal static class NativeSocketOptions
{
    /// <summary>Those that a short session needs too.</summary>
    public static void ApplyAtOnce(int fd) => TcpOptions.SetNoDelay(fd);

    /// <summary>
    /// Those that watch for a dead peer. None of them acts within its first second, so a session that ends before is
    /// spared five calls.
    /// </summary>
    public static void ApplyToLasting(int fd, TcpConfig tcp)
    {
        TcpOptions.SetUserTimeout(fd, (int)tcp.UserTimeout.TotalMilliseconds);
        TcpOptions.SetKeepalive(fd, tcp.Keepalive);
        if (!tcp.Keepalive) return;
        TcpOptions.SetKeepaliveTimes(
            fd, (int)tcp.KeepaliveIdle.TotalSeconds, (int)tcp.KeepaliveInterval.TotalSeconds, tcp.KeepaliveProbes);
    }
}
