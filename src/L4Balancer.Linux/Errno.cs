namespace L4Balancer.Linux;

/// <summary>
/// Why a call failed, errno(3). Only the values that are told apart have a name; any other number may occur.
/// </summary>
internal enum Errno
{
    None = 0,
    EFAULT = 14,
    EINVAL = 22,
}
