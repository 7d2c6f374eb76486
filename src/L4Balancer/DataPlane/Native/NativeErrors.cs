using System.Runtime.Versioning;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;

namespace L4Balancer.DataPlane.Native;

/// <summary>Classifies the errors of accept(2) by their cause.</summary>
[SupportedOSPlatform("linux")]
internal static class NativeErrors
{
    /// <summary>Returns how to handle a failed accept.</summary>
    public static AcceptFault OfAccept(Errno errno) => errno switch
    {
        Errno.EBADF or Errno.EINVAL or Errno.ENOTSOCK or Errno.EOPNOTSUPP => AcceptFault.Fatal,

        // Network errors of the new connection, which Linux reports here (accept(2)), and rejection by a firewall.
        Errno.ECONNABORTED or Errno.EPERM or Errno.EPROTO or Errno.ENOPROTOOPT or Errno.ENETDOWN or Errno.ENETUNREACH
            or Errno.EHOSTDOWN or Errno.EHOSTUNREACH or Errno.ENONET or Errno.ETIMEDOUT => AcceptFault.Peer,

        // EMFILE, ENFILE, ENOBUFS, ENOMEM; and unknown errors, which may last: the pause keeps the loop from spinning.
        _ => AcceptFault.Pressure,
    };
}
