namespace L4Balancer.Core.Health;

/// <summary>
/// The usual response time of a backend: the mean of its last ten to twenty seconds of answers, or of older ones while
/// there are few. A mean, not a peak: one slow query must not make a hung server look patient for a while.
/// </summary>
public sealed class UsualResponse
{
    private const long Window = 10_000_000;
    private const long CountMin = 10;

    private (long Count, long Sum) _older;
    private (long Count, long Sum) _newer;
    private (long Count, long Sum) _last;
    private long _newerAt = long.MinValue;

    /// <summary>The number of answers behind <see cref="Mean"/>.</summary>
    public long Count => _last.Count - _older.Count;

    /// <summary>In microseconds; 0 while there is no answer.</summary>
    public double Mean => Count == 0 ? 0 : (double)(_last.Sum - _older.Sum) / Count;

    /// <param name="count">The answers so far.</param>
    /// <param name="sum">The sum of their response times in microseconds.</param>
    /// <param name="now">Monotonic microseconds.</param>
    public void Read(long count, long sum, long now)
    {
        if (_newerAt == long.MinValue) _newerAt = now;
        _last = (count, sum);
        if (now - _newerAt < Window || count - _newer.Count < CountMin) return;
        (_older, _newer, _newerAt) = (_newer, _last, now);
    }
}
