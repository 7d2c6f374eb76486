using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of unistd.h, fcntl.h and sched.h, with the numbers of x86-64 and arm64.</summary>
internal static unsafe partial class Unistd
{
    public const int O_WRONLY = 1;
    public const int O_CREAT = 0x40;
    public const int O_NOCTTY = 0x100;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int FD_CLOEXEC = 1;
    public const int F_SETFD = 2;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int F_SETPIPE_SZ = 1031;
    public const int F_GETPIPE_SZ = 1032;
    public const uint MFD_CLOEXEC = 1;
    public const uint SPLICE_F_MOVE = 1;
    public const uint SPLICE_F_NONBLOCK = 2;

    /// <summary>Variadic like <see cref="fcntl"/>.</summary>
    [LibraryImport("libc")]
    public static partial int open(byte* pathname, int flags, int mode);

    [LibraryImport("libc")]
    public static partial int close(int fd);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc")]
    public static partial void _exit(int status);

    [LibraryImport("libc")]
    public static partial nint read(int fd, void* buf, nuint count);

    [LibraryImport("libc")]
    public static partial nint write(int fd, void* buf, nuint count);

    /// <summary>Of sys/mman.h.</summary>
    [LibraryImport("libc")]
    public static partial int memfd_create(byte* name, uint flags);

    [LibraryImport("libc")]
    public static partial int pipe2(int* pipefd, int flags);

    /// <summary>The third argument of the C function is variadic; both calling conventions pass it like a fixed one
    /// on Linux.</summary>
    [LibraryImport("libc")]
    public static partial int fcntl(int fd, int op, int arg);

    [LibraryImport("libc")]
    public static partial nint splice(int fd_in, long* off_in, int fd_out, long* off_out, nuint size, uint flags);

    [LibraryImport("libc")]
    public static partial int sched_setaffinity(int pid, nuint cpusetsize, void* mask);

    [LibraryImport("libc")]
    public static partial int sched_getaffinity(int pid, nuint cpusetsize, void* mask);
}
