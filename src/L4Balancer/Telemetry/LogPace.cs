namespace L4Balancer.Telemetry;

/// <summary>
/// Rate limit for log lines of a kind: one per interval, so that a lasting shortage does not flood the log. Any thread.
/// </summary>
internal sealed class LogPace(TimeProvider time, TimeSpan interval)
{
    private long _last = long.MinValue;

    public bool MayLog()
    {
        var now = time.GetTimestamp();
        var last = Volatile.Read(ref _last);
        if (last != long.MinValue && time.GetElapsedTime(last, now) < interval) return false;
        return Interlocked.CompareExchange(ref _last, now, last) == last;
    }
}
