using System.Runtime.InteropServices;

namespace L4Balancer.Linux.LibC;

/// <summary>Declarations of sys/epoll.h and sys/eventfd.h; epoll(7), eventfd(2).</summary>
internal static unsafe partial class SysEpoll
{
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const uint EPOLLIN = 0x1;
    public const uint EPOLLPRI = 0x2;
    public const uint EPOLLOUT = 0x4;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLET = 1u << 31;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    [LibraryImport("libc")]
    public static partial int epoll_create1(int flags);

    [LibraryImport("libc")]
    public static partial int epoll_ctl(int epfd, int op, int fd, void* @event);

    [LibraryImport("libc")]
    public static partial int epoll_wait(int epfd, void* events, int maxevents, int timeout);

    [LibraryImport("libc")]
    public static partial int eventfd(uint initval, int flags);
}

/// <summary>
/// <c>struct epoll_event</c>: packed on x86-64, so that it has the same layout as for 32-bit programs; naturally
/// aligned on every other architecture.
/// </summary>
/// <param name="Size">Bytes from one event to the next.</param>
/// <param name="DataOffset">The offset of <c>data</c>; <c>events</c> is at 0.</param>
internal readonly record struct EpollEventLayout(int Size, int DataOffset)
{
    /// <summary>The layout of the architecture that this process runs on.</summary>
    public static readonly EpollEventLayout Here = Of(RuntimeInformation.ProcessArchitecture);

    public static EpollEventLayout Of(Architecture architecture) =>
        architecture == Architecture.X64 ? new(12, 4) : new(16, 8);
}
