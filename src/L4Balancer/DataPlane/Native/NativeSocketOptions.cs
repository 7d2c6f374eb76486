using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// The options that both connections of a session have. A listening socket hands its own on to what it accepts, so
/// they cost the session's client side nothing.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class NativeSocketOptions
{
    /// <summary>Fails silently on a connection that is gone already: its next call tells.</summary>
    public static void Apply(int fd, TcpConfig tcp)
    {
        TcpOptions.SetNoDelay(fd);
        TcpOptions.SetUserTimeout(fd, (int)tcp.UserTimeout.TotalMilliseconds);
        TcpOptions.SetKeepalive(fd, tcp.Keepalive);
        if (!tcp.Keepalive) return;
        TcpOptions.SetKeepaliveTimes(
            fd, (int)tcp.KeepaliveIdle.TotalSeconds, (int)tcp.KeepaliveInterval.TotalSeconds, tcp.KeepaliveProbes);
    }
}
