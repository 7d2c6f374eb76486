using System.Runtime.Versioning;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;

namespace L4Balancer.DataPlane.Native;

/// <summary>Sorts errors by whose fault they are; accept(2), connect(2).</summary>
[SupportedOSPlatform("linux")]
internal static class NativeErrors
{
    /// <summary>What to do about a failed accept.</summary>
    public static AcceptFault OfAccept(Errno errno) => errno switch
    {
        Errno.EBADF or Errno.EINVAL or Errno.ENOTSOCK or Errno.EOPNOTSUPP => AcceptFault.Fatal,

        // Network errors of the new connection, which Linux reports here (accept(2)), and a firewall's refusal.
        Errno.ECONNABORTED or Errno.EPERM or Errno.EPROTO or Errno.ENOPROTOOPT or Errno.ENETDOWN or Errno.ENETUNREACH
            or Errno.EHOSTDOWN or Errno.EHOSTUNREACH or Errno.ENONET or Errno.ETIMEDOUT => AcceptFault.Peer,

        // EMFILE, ENFILE, ENOBUFS, ENOMEM; and what is unknown, so perhaps lasting: the pause keeps it from spinning.
        _ => AcceptFault.Pressure,
    };

    /// <summary>
    /// True when this machine is short of something (file descriptors, memory, local ports, places in an epoll set) or
    /// forbids it: never the backend's fault.
    /// </summary>
    public static bool IsLocalShortage(Errno errno, bool isUnix) => errno switch
    {
        // A unix socket whose queue is full answers EAGAIN, which on TCP means that no local port is left.
        Errno.EAGAIN => !isUnix,
        Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM or Errno.ENOSPC or Errno.EADDRNOTAVAIL
            or Errno.EADDRINUSE or Errno.EACCES or Errno.EPERM or Errno.EAFNOSUPPORT => true,
        _ => false,
    };

    /// <summary>The cause in an operator's words.</summary>
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
