using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Tests.Support;

/// <summary>Calls needed only by the tests: poll(2), dup(2), setrlimit(2), sigpending(2), clock_gettime(2).</summary>
internal static unsafe partial class TestLibC
{
    public const short POLLIN = 1;
    public const short POLLPRI = 2;
    public const short POLLOUT = 4;
    public const short POLLHUP = 16;

    private const int WaitMilliseconds = 20_000;
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;
    private const int SIGPIPE = 13;
    private const int CLOCK_MONOTONIC = 1;

    [LibraryImport("libc")]
    public static partial int dup(int fd);

    [LibraryImport("libc")]
    public static partial int dup2(int oldfd, int newfd);

    [LibraryImport("libc")]
    public static partial int setrlimit(int resource, Rlimit* rlim);

    /// <summary>Waits until the descriptor has one of the events; fails the test after a long time.</summary>
    public static void WaitFor(int fd, short events)
    {
        var entry = new PollFd { fd = fd, events = events };
        Assert.That(poll(&entry, 1, WaitMilliseconds), Is.EqualTo(1), $"nothing came on descriptor {fd}");
    }

    /// <summary>True if the work made the kernel send SIGPIPE to this thread; it is not delivered.</summary>
    public static bool RaisesSigPipe(Action work)
    {
        // sigset_t of 1024 bits; signal n is bit n - 1.
        ulong* set = stackalloc ulong[16];
        ulong* before = stackalloc ulong[16];
        ulong* pending = stackalloc ulong[16];
        set[0] = 1UL << (SIGPIPE - 1);
        Assert.That(pthread_sigmask(SIG_BLOCK, set, before), Is.Zero);
        try
        {
            work();
            Assert.That(sigpending(pending), Is.Zero);
            var isRaised = (pending[0] & set[0]) != 0;
            var now = stackalloc long[2];
            if (isRaised) Assert.That(sigtimedwait(set, null, now), Is.EqualTo(SIGPIPE));
            return isRaised;
        }
        finally
        {
            _ = pthread_sigmask(SIG_SETMASK, before, null);
        }
    }

    /// <summary>The value of a socket option.</summary>
    public static int OptionOf(int fd, int level, int option)
    {
        int value;
        var length = (uint)sizeof(int);
        SysResult.From(SysSocket.getsockopt(fd, level, option, &value, &length)).OrThrow("getsockopt");
        return value;
    }

    /// <summary>The kernel's monotonic clock.</summary>
    public static long MonotonicMilliseconds()
    {
        var now = stackalloc long[2];
        SysResult.From(clock_gettime(CLOCK_MONOTONIC, now)).OrThrow(nameof(clock_gettime));
        return now[0] * 1000 + now[1] / 1_000_000;
    }

    /// <summary>Runs the work while the process cannot open another descriptor.</summary>
    public static void WithoutDescriptors(Action work)
    {
        var before = ProcessLimits.OpenFiles();
        var lowestFree = SysResult.From(dup(0)).OrThrow("dup").Count;
        _ = Unistd.close(lowestFree);
        SetSoft((ulong)lowestFree);
        try
        {
            work();
        }
        finally
        {
            SetSoft(before.Soft);
        }

        void SetSoft(ulong soft)
        {
            var limit = new Rlimit { rlim_cur = soft, rlim_max = before.Hard };
            SysResult.From(setrlimit(SysResource.RLIMIT_NOFILE, &limit)).OrThrow("setrlimit");
        }
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clockid, long* tp);

    [LibraryImport("libc")]
    private static partial int poll(PollFd* fds, ulong nfds, int timeout);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, ulong* set, ulong* oldset);

    [LibraryImport("libc")]
    private static partial int sigpending(ulong* set);

    [LibraryImport("libc")]
    private static partial int sigtimedwait(ulong* set, void* info, long* timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int fd;
        public short events;
        public short revents;
    }
}
