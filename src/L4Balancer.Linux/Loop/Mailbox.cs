using System.Collections.Concurrent;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// Work from other threads for a loop: bounded except for callers that are few, and woken by an eventfd (eventfd(2)),
/// which is written only when the loop may be asleep.
/// </summary>
internal sealed class Mailbox(GuardedCalls calls) : LoopSource, IDisposable
{
    /// <summary>
    /// Far more than the control loop and the other loops have in flight; a caller that finds it full waits or does the
    /// work itself.
    /// </summary>
    private const int Capacity = 16_384;

    private readonly ConcurrentQueue<Action> _queue = new();
    private readonly SafeFd _event = MakeEvent();
    private int _count; // Any thread.
    private int _isWoken; // 1 from the write of the event to its read; any thread.

    public int Fd => _event.Number;

    /// <summary>False if it is full. Any thread.</summary>
    public bool TryPost(Action work)
    {
        if (Volatile.Read(ref _count) >= Capacity) return false;
        Post(work);
        return true;
    }

    /// <summary>Posts regardless of how many are waiting. Any thread.</summary>
    public void Post(Action work)
    {
        Interlocked.Increment(ref _count);
        _queue.Enqueue(work);
        Wake();
    }

    /// <summary>Makes the loop run a turn. Any thread.</summary>
    public unsafe void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 1) return;
        var one = 1UL;

        // It cannot fail: the counter is at most 1, and the descriptor outlives the callers.
        _ = Unistd.write(Fd, &one, sizeof(ulong));
    }

    public void Dispose() => _event.Dispose();

    protected internal override unsafe void OnReady(int tag, Readiness events)
    {
        ulong counter;
        _ = Unistd.read(Fd, &counter, sizeof(ulong));

        // Before the queue is read: work posted from now on wakes the loop again.
        Volatile.Write(ref _isWoken, 0);
        Interlocked.MemoryBarrier();
        RunAll();
    }

    /// <summary>
    /// Runs as many items as there were at the start: work that posts work must not keep the loop from its sources.
    /// </summary>
    private void RunAll()
    {
        for (var left = Volatile.Read(ref _count); left > 0 && _queue.TryDequeue(out var work); left--)
        {
            Interlocked.Decrement(ref _count);
            calls.Run(work);
        }

        if (!_queue.IsEmpty) Wake();
    }

    private static SafeFd MakeEvent()
    {
        var made = SysResult.From(SysEpoll.eventfd(0, SysEpoll.EFD_CLOEXEC | SysEpoll.EFD_NONBLOCK));
        return new SafeFd(made.OrThrow(nameof(SysEpoll.eventfd)).Count);
    }
}
