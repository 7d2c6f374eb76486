using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of sys/resource.h; getrlimit(2).</summary>
internal static unsafe partial class SysResource
{
    /// <summary>asm-generic/resource.h; the value of x86-64 and arm64.</summary>
    public const int RLIMIT_NOFILE = 7;

    [LibraryImport("libc")]
    public static partial int getrlimit(int resource, Rlimit* rlim);
}

/// <summary><c>struct rlimit</c> of a 64-bit system. RLIM_INFINITY is <see cref="ulong.MaxValue"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Rlimit
{
    public ulong rlim_cur;
    public ulong rlim_max;
}
