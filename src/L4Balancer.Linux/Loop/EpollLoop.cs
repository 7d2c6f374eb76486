using System.ComponentModel;
using System.Runtime.InteropServices;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Loop;

/// <summary>
/// An edge-triggered event loop over epoll(7): it waits for descriptors, timers and work from other threads, and calls
/// the sources they belong to. One thread runs it; members not marked for any thread may be called only on that thread,
/// or before it runs.
/// </summary>
/// <remarks>
/// An event carries the slot and the generation of its source, never a descriptor or a reference: a source that was
/// detached, or a descriptor whose number was reused for another connection, gets none of the events still pending in
/// the same batch.
/// </remarks>
public sealed unsafe partial class EpollLoop : IDisposable
{
    /// <summary>The most events returned by one call; the remaining ones wait for the next, in turn.</summary>
    private const int BatchMax = 512;

    private const uint Interest = SysEpoll.EPOLLIN | SysEpoll.EPOLLPRI | SysEpoll.EPOLLOUT | SysEpoll.EPOLLRDHUP
        | SysEpoll.EPOLLET;

    private readonly TimeProvider _time;
    private readonly SafeFd _epoll;
    private readonly GuardedCalls _calls;
    private readonly Mailbox _mailbox;
    private readonly SlotTable _slots = new();
    private byte* _events;
    private List<(LoopSource Source, uint Generation)> _again = [];
    private List<(LoopSource Source, uint Generation)> _againNow = [];
    private volatile bool _isStopped;

    /// <param name="onFault">Receives, on the loop, each exception of a source or of posted work. It ended that one
    /// call only: the loop continues, and so do all other sources.</param>
    /// <exception cref="Win32Exception">The kernel has no epoll, or the process is out of descriptors.</exception>
    public EpollLoop(TimeProvider time, Action<Exception> onFault)
    {
        _time = time;
        _calls = new GuardedCalls(onFault);
        _mailbox = new Mailbox(_calls);
        ReadClock(time.GetTimestamp());
        _timers = new TimerWheel(_calls, Now);
        Meter = new LoopMeter(time);
        var made = SysResult.From(SysEpoll.epoll_create1(SysEpoll.EPOLL_CLOEXEC));
        _epoll = new SafeFd(made.OrThrow(nameof(SysEpoll.epoll_create1)).Count);
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(BatchMax * EpollEventLayout.Here.Size));
        Attach(_mailbox);

        // Not for writing: an eventfd becomes writable after each read, and the loop would run another turn for that.
        Register(_mailbox, 0, _mailbox.Fd, SysEpoll.EPOLLIN | SysEpoll.EPOLLET).OrThrow(nameof(SysEpoll.epoll_ctl));
    }

    /// <summary>The load of the loop. Any thread.</summary>
    public LoopMeter Meter { get; }

    /// <summary>Assigns a slot to the source; before any other call for it.</summary>
    public void Attach(LoopSource source) => _slots.Add(source);

    /// <summary>From now on the source gets no event, timer or turn, and cannot ask for one.</summary>
    public void Detach(LoopSource source)
    {
        _timers.Cancel(source);
        _slots.Remove(source);
    }

    /// <summary>
    /// Delivers the events of a descriptor to the source, edge-triggered: one permanent registration for reading and
    /// writing. Closing the descriptor ends it.
    /// </summary>
    /// <param name="tag">0 or 1; identifies the descriptor to the source.</param>
    /// <exception cref="InvalidOperationException">The source is not attached.</exception>
    public SysResult Watch(LoopSource source, int tag, int fd) => Register(source, tag, fd, Interest);

    /// <summary>
    /// Delivers the events of a listening socket, level-triggered: remaining connections are reported again.
    /// </summary>
    public SysResult WatchListener(LoopSource source, int fd) => Register(source, 0, fd, SysEpoll.EPOLLIN);

    /// <summary>Stops delivering events of a descriptor that stays open.</summary>
    public void Unwatch(int fd) => _ = SysEpoll.epoll_ctl(_epoll.Number, SysEpoll.EPOLL_CTL_DEL, fd, null);

    /// <summary>
    /// Requests a turn for the source after all others have had theirs: for a source with more work than one turn
    /// allows. A detached source gets none.
    /// </summary>
    public void Again(LoopSource source)
    {
        if (source.IsQueued || source.Slot == LoopSource.Detached) return;
        source.IsQueued = true;
        _again.Add((source, source.Generation));
    }

    /// <summary>Runs the work on the loop; false if the mailbox is full. Any thread.</summary>
    public bool TryPost(Action work) => _mailbox.TryPost(work);

    /// <summary>
    /// Runs the work on the loop, however much is waiting: for callers whose own number is bounded. Any thread.
    /// </summary>
    public void Post(Action work) => _mailbox.Post(work);

    /// <summary>Ends <see cref="Run"/>. Any thread.</summary>
    public void Stop()
    {
        _isStopped = true;
        _mailbox.Wake();
    }

    /// <summary>Runs on the calling thread until <see cref="Stop"/>.</summary>
    public void Run()
    {
        while (!_isStopped)
        {
            var count = Wait(Patience());
            var woke = _time.GetTimestamp();
            Meter.CountWake(count);
            ReadClock(woke);
            Deliver(count);
            if (_again.Count > 0) RunAgain();
            if (Now >= _timersHeldUntil && _timers.Next <= Now) RunTimers();
            var ended = Meter.CountTurn(woke);
            if (Now >= _timersHeldUntil) HoldTimers(_time.GetElapsedTime(woke, ended));
        }
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _mailbox.Dispose();
        NativeMemory.Free(_events);
        _events = null;
    }

    private SysResult Register(LoopSource source, int tag, int fd, uint interest)
    {
        if (source.Slot == LoopSource.Detached) throw new InvalidOperationException("The source is not attached.");
        var layout = EpollEventLayout.Here;
        var entry = stackalloc byte[layout.Size];
        *(uint*)entry = interest;
        *(ulong*)(entry + layout.DataOffset) =
            (ulong)source.Generation << 32 | (uint)source.Slot << 1 | (uint)tag;
        return SysResult.From(SysEpoll.epoll_ctl(_epoll.Number, SysEpoll.EPOLL_CTL_ADD, fd, entry));
    }

    private int Wait(int patience)
    {
        var result = SysResult.From(SysEpoll.epoll_wait(_epoll.Number, _events, BatchMax, patience));
        if (result.Errno == Errno.EINTR) return 0;
        return result.OrThrow(nameof(SysEpoll.epoll_wait)).Count;
    }

    private int Patience()
    {
        if (_again.Count > 0) return 0;
        var next = Math.Max(_timers.Next, _timersHeldUntil);
        return _timers.Next == long.MaxValue ? -1 : (int)Math.Clamp(next - Now, 0, int.MaxValue);
    }

    private void Deliver(int count)
    {
        for (var i = 0; i < count; i++) Deliver(_events + i * EpollEventLayout.Here.Size);
    }

    private void Deliver(byte* entry)
    {
        var data = *(ulong*)(entry + EpollEventLayout.Here.DataOffset);
        var source = _slots.Find((int)((uint)data >> 1), (uint)(data >> 32));
        if (source is not null) _calls.Ready(source, (int)(data & 1), (Readiness)(*(uint*)entry));
    }

    private void RunAgain()
    {
        (_again, _againNow) = (_againNow, _again);
        foreach (var (source, generation) in _againNow)
        {
            if (source.Generation != generation) continue;
            source.IsQueued = false;
            _calls.Again(source);
        }

        _againNow.Clear();
    }
}
