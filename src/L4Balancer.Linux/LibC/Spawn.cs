using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of spawn.h, sys/wait.h, sys/pidfd.h and poll.h.</summary>
internal static unsafe partial class Spawn
{
    public const int WNOHANG = 1;
    public const int X_OK = 1;
    public const short POLLIN = 1;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>More than any C library needs: 80 bytes in glibc and musl.</summary>
    public static int FileActionsSize => 256;

    /// <summary>More than any C library needs: 336 bytes in glibc and musl.</summary>
    public static int AttributesSize => 512;

    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* pid, byte* path, void* file_actions, void* attrp, byte** argv, byte** envp);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* file_actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(void* file_actions, int fildes, int newfildes);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* file_actions);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(void* attr);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(void* attr, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(void* attr, void* sigmask);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(void* attr);

    [LibraryImport("libc")]
    public static partial int sigemptyset(void* set);

    [LibraryImport("libc")]
    public static partial int pidfd_open(int pid, uint flags);

    [LibraryImport("libc")]
    public static partial int pidfd_send_signal(int pidfd, int sig, void* info, uint flags);

    [LibraryImport("libc")]
    public static partial int poll(PollFd* fds, nuint nfds, int timeout);

    [LibraryImport("libc")]
    public static partial int access(byte* pathname, int mode);

    [LibraryImport("libc")]
    public static partial int waitpid(int pid, int* wstatus, int options);
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    public int fd;
    public short events;
    public short revents;
}
