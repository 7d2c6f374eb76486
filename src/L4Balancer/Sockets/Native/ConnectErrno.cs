using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets.Native;

/// <summary>Classifies the errors of connect(2) by the side at fault, and describes them.</summary>
[SupportedOSPlatform("linux")]
internal static class ConnectErrno
{
    /// <summary>
    /// True if this machine is short of something (file descriptors, memory, local ports, epoll watches) or
    /// forbids it: never the backend's fault.
    /// </summary>
    public static bool IsLocalShortage(Errno errno, bool isUnix) => errno switch
    {
        // A unix socket with a full queue returns EAGAIN, which on TCP means that no local port is left.
        Errno.EAGAIN => !isUnix,
        Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM or Errno.ENOSPC or Errno.EADDRNOTAVAIL
            or Errno.EADDRINUSE or Errno.EACCES or Errno.EPERM or Errno.EAFNOSUPPORT => true,
        _ => false,
    };

    /// <summary>The cause as text for an operator.</summary>
    public static string Describe(Errno errno) => errno switch
    {
        Errno.ECONNREFUSED => "connection refused",
        Errno.ETIMEDOUT => "connect timed out",
        Errno.EHOSTUNREACH => "host unreachable",
        Errno.ENETUNREACH => "network unreachable",
        Errno.ECONNRESET or Errno.EPIPE or Errno.ENOTCONN => "connection reset",
        Errno.EMFILE or Errno.ENFILE => "out of file descriptors",
        Errno.EADDRNOTAVAIL => "no such local address, or out of local ports",
        Errno.EADDRINUSE => "address already in use",
        Errno.EACCES or Errno.EPERM => "permission denied",
        Errno.ENOENT => "no such file or directory",
        _ => SysResult.Of(errno).Describe(),
    };
}
