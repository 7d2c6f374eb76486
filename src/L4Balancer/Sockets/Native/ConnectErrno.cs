using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets.Native;

/// <summary>The errors of connect(2) as the kernel returns them, by the tables of <see cref="ConnectErrors"/>.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ConnectErrno
{
    /// <summary>
    /// True if this machine is short of something (file descriptors, memory, local ports, epoll watches) or
    /// forbids it: never the backend's fault.
    /// </summary>
    public static bool IsLocalShortage(Errno errno, bool isUnix) =>
        ConnectErrors.Classify(isUnix || errno == Errno.ENOENT, SocketErrno.ToSocketError(errno))
        == ConnectFault.LocalShortage;

    /// <summary>The cause as text for an operator.</summary>
    public static string Describe(Errno errno) =>
        ConnectErrors.TextOf(isUnix: errno == Errno.ENOENT, SocketErrno.ToSocketError(errno))
        ?? SysResult.Of(errno).Describe();

    /// <summary>Why the kernel refuses an algorithm for congestion control.</summary>
    public static string DescribeCongestion(Errno errno) => errno switch
    {
        Errno.ENOENT => "this kernel does not have it (modprobe tcp_NAME)",
        Errno.EPERM => "it is not in net.ipv4.tcp_allowed_congestion_control",
        _ => SysResult.Of(errno).Describe(),
    };
}
