using System.Net.Sockets;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Tests;

/// <summary>
/// Errno is read in managed code, after the call has returned. Whatever the runtime does on the thread in between,
/// above all waiting for a collection, must not change it.
/// </summary>
internal sealed unsafe class ErrnoStormTests
{
    private const int Collections = 150;

    /// <summary>
    /// Each kind of call runs on its own thread; there are more threads than cores, so that they interrupt each other.
    /// </summary>
    private static readonly (Errno Expected, Func<int, SysResult> Call)[] Kinds =
    [
        (Errno.EBADF, _ => SysResult.From(Unistd.close(-1))),
        (Errno.EAGAIN, ReadEmpty),
        (Errno.EINVAL, _ => GetLimit(-1, null)),
        (Errno.EFAULT, _ => GetLimit(SysResource.RLIMIT_NOFILE, (Rlimit*)8)),
        (Errno.ENOTSOCK, fd => SysResult.From(SysSocket.shutdown(fd, SysSocket.SHUT_WR))),
        (Errno.ENOENT, _ => OpenNothing()),
    ];

    private readonly List<object> _live = [];
    private volatile bool _isOver;

    [Test]
    public void Errno_is_that_of_the_call_in_a_storm_of_collections_exceptions_and_thread_switches()
    {
        // A collection must mark these, so that it is still running when the calls return.
        for (var i = 0; i < 300_000; i++) _live.Add(new object[2]);
        var empty = SysResult.From(SysEpoll.eventfd(0, SysEpoll.EFD_NONBLOCK)).OrThrow("eventfd").Count;
        var wrong = new List<string>();
        var calls = new long[Kinds.Length];
        var threads = new List<Thread> { Start(Allocate), Start(FailInTheFramework) };
        for (var i = 0; i < Kinds.Length; i++)
        {
            var kind = i;
            threads.Add(Start(() => calls[kind] = Check(kind, empty, wrong)));
        }

        var began = GC.CollectionCount(0);
        while (GC.CollectionCount(0) - began < Collections) GC.Collect();
        _isOver = true;
        threads.ForEach(thread => thread.Join());
        _ = Unistd.close(empty);
        TestContext.Out.WriteLine($"{GC.CollectionCount(0) - began} collections, {calls.Sum()} failed calls.");
        Assert.That(wrong, Is.Empty);
        Assert.That(calls, Is.All.Positive);
    }

    private long Check(int kind, int fd, List<string> wrong)
    {
        var (expected, call) = Kinds[kind];
        var calls = 0L;
        for (; !_isOver; calls++)
        {
            var errno = call(fd).Errno;
            if (errno == expected) continue;
            lock (wrong) wrong.Add($"{errno} instead of {expected}");
            break;
        }

        return calls;
    }

    /// <summary>Triggers collections of all generations by allocating, in addition to the requested ones.</summary>
    private void Allocate()
    {
        var kept = new object[64];
        for (var i = 0; !_isOver; i++) kept[i % kept.Length] = new byte[i % 64 == 0 ? 100_000 : 100];
        GC.KeepAlive(kept);
    }

    /// <summary>Causes failing calls of the runtime itself, and exceptions that unwind its stack.</summary>
    private void FailInTheFramework()
    {
        while (!_isOver)
        {
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Connect(new UnixDomainSocketEndPoint("/nowhere/at/all"));
            }
            catch (SocketException)
            {
                // Expected.
            }
        }
    }

    private static Thread Start(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static SysResult ReadEmpty(int eventFd)
    {
        ulong counter;
        return SysResult.From(Unistd.read(eventFd, &counter, sizeof(ulong)));
    }

    private static SysResult GetLimit(int resource, Rlimit* limit)
    {
        Rlimit own;
        return SysResult.From(SysResource.getrlimit(resource, limit == null ? &own : limit));
    }

    private static SysResult OpenNothing()
    {
        fixed (byte* path = "/nowhere/at/all\0"u8) return SysResult.From(Unistd.open(path, 0, 0));
    }
}
