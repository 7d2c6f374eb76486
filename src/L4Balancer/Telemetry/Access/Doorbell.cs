namespace L4Balancer.Telemetry.Access;

/// <summary>
/// Wakes the thread that writes, and mostly does not: a loop that has put a record into the queue makes a system call
/// only when the writer sleeps because there was nothing to do, or when the queue runs full.
/// </summary>
internal sealed class Doorbell
{
    private const int HearsNoRecord = 0;
    private const int HearsHalfFull = 1;
    private const int HearsRecord = 2;

    // Never disposed: a loop may ring until the process ends.
    private readonly AutoResetEvent _bell = new(initialState: false);
    private int _hears;

    /// <summary>After a record was put in. Any thread.</summary>
    public void Ring(RecordQueue queue)
    {
        // The record must be visible before the writer is asked whether it sleeps: it asks in the other order.
        Interlocked.MemoryBarrier();
        var hears = Volatile.Read(ref _hears);
        if (hears == HearsNoRecord || (hears == HearsHalfFull && !queue.IsHalfFull)) return;
        if (Interlocked.CompareExchange(ref _hears, HearsNoRecord, hears) == hears) _bell.Set();
    }

    /// <summary>Whatever the writer waits for. Any thread.</summary>
    public void Wake() => _bell.Set();

    /// <summary>Waits until there is a record.</summary>
    public void WaitForRecord(RecordQueue queue)
    {
        Volatile.Write(ref _hears, HearsRecord);
        Interlocked.MemoryBarrier();
        if (!queue.HasNext) _bell.WaitOne();
        Volatile.Write(ref _hears, HearsNoRecord);
    }

    /// <summary>Waits while records gather, unless they gather fast.</summary>
    public void Gather(TimeSpan time)
    {
        Volatile.Write(ref _hears, HearsHalfFull);
        _bell.WaitOne(time);
        Volatile.Write(ref _hears, HearsNoRecord);
    }

    /// <summary>Waits, however many records come.</summary>
    public void Pause(TimeSpan time) => _bell.WaitOne(time);
}
