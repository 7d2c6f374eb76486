namespace L4Balancer.Telemetry.Access;

/// <summary>
/// Wakes the writer thread, but rarely: a loop that has queued a record makes a system call
/// only if the writer sleeps because the queue was empty, or if the queue is nearly full.
/// </summary>
internal sealed class Doorbell
{
    private const int HearsNoRecord = 0;
    private const int HearsHalfFull = 1;
    private const int HearsRecord = 2;

    // Never disposed: a loop may ring until the process ends.
    private readonly AutoResetEvent _bell = new(initialState: false);
    private int _hears;

    /// <summary>Called after a record was queued. Any thread.</summary>
    public void Ring(RecordQueue queue)
    {
        // The record must be visible before checking whether the writer sleeps: the writer checks in the opposite
        // order.
        Interlocked.MemoryBarrier();
        var hears = Volatile.Read(ref _hears);
        if (hears == HearsNoRecord || (hears == HearsHalfFull && !queue.IsHalfFull)) return;
        if (Interlocked.CompareExchange(ref _hears, HearsNoRecord, hears) == hears) _bell.Set();
    }

    /// <summary>Wakes the writer, whatever it waits for. Any thread.</summary>
    public void Wake() => _bell.Set();

    /// <summary>Waits until there is a record.</summary>
    public void WaitForRecord(RecordQueue queue)
    {
        Volatile.Write(ref _hears, HearsRecord);
        Interlocked.MemoryBarrier();
        if (!queue.HasNext) _bell.WaitOne();
        Volatile.Write(ref _hears, HearsNoRecord);
    }

    /// <summary>Waits while records accumulate, unless they do so quickly.</summary>
    public void Gather(TimeSpan time)
    {
        Volatile.Write(ref _hears, HearsHalfFull);
        _bell.WaitOne(time);
        Volatile.Write(ref _hears, HearsNoRecord);
    }

    /// <summary>Waits, however many records arrive.</summary>
    public void Pause(TimeSpan time) => _bell.WaitOne(time);
}
