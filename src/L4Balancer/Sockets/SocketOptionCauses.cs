using System.Runtime.Versioning;
using L4Balancer.Linux;

namespace L4Balancer.Sockets;

/// <summary>Why the kernel refuses an option of a socket, in an operator's words.</summary>
[SupportedOSPlatform("linux")]
internal static class SocketOptionCauses
{
    /// <param name="option">Its name, or what it names.</param>
    public static string Of(string option, Errno errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES when option.StartsWith("interface", StringComparison.Ordinal) =>
            $"{option} is not permitted (CAP_NET_RAW)",
        Errno.EPERM or Errno.EACCES => $"{option} is not permitted (CAP_NET_RAW or CAP_NET_ADMIN)",
        Errno.ENODEV => $"{option} does not exist",
        Errno.ENOPROTOOPT or Errno.EOPNOTSUPP => $"this kernel does not support {option}",
        _ => $"{option} cannot be set: {SysResult.Of(errno).Describe()}",
    };
}
