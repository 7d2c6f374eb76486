using System.ComponentModel;
using System.Runtime.InteropServices;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>
/// A timer with a descriptor, timerfd_create(2), for an event loop: the loop's own timers have a resolution of 1 ms,
/// which is longer than most of the latencies measured.
/// </summary>
internal sealed class PreciseTimer : IDisposable
{
    private const int ClockMonotonic = 1;
    private const int CloseOnExecNonBlocking = 0x80000 | 0x800;
    private const int Absolute = 1;
    private const long Second = 1_000_000_000;

    private long _due = long.MaxValue;

    /// <exception cref="Win32Exception">The process is out of descriptors.</exception>
    public PreciseTimer()
    {
        Fd = timerfd_create(ClockMonotonic, CloseOnExecNonBlocking);
        if (Fd < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Becomes readable, edge-triggered, when the timer is due; it need not be read.</summary>
    public int Fd { get; }

    /// <summary>Sets the timer to a time in <see cref="Nanoseconds"/>; a past time is due at once.</summary>
    public void Set(long due)
    {
        if (due == _due) return;
        _due = due;

        // 0 would disarm it.
        var at = Math.Max(1, due);
        var times = new Times { Seconds = at / Second, Nanoseconds = at % Second };
        if (timerfd_settime(Fd, Absolute, in times, 0) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Whether the timer has expired.</summary>
    public void Forget() => _due = long.MaxValue;

    public void Dispose() => StreamSockets.Close(Fd);

    [DllImport("libc", SetLastError = true)]
    private static extern int timerfd_create(int clockid, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int timerfd_settime(int fd, int flags, in Times newValue, nint oldValue);

    /// <summary><c>struct itimerspec</c> of a 64-bit system: no interval, and the moment.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Times
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }
}
