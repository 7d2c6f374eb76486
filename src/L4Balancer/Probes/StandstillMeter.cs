namespace L4Balancer.Probes;

/// <summary>
/// Measures how long this process was ready to run but did not: it was stopped, its machine was paused, or it got no
/// CPU. Detected by a late beat; a pause is underestimated by at most one beat. Any thread.
/// </summary>
internal sealed class StandstillMeter
{
    /// <summary>Milliseconds from one beat to the next.</summary>
    public const long Beat = 50;

    /// <summary>Ordinary scheduling delays a beat by no more than this.</summary>
    private const long Tolerance = 10;

    private readonly Lock _sync = new();
    private long _total;
    private long _nextBeat = long.MaxValue;

    /// <summary>Starts to beat, in milliseconds of any clock that continues while the process is paused.</summary>
    public void Start(long now)
    {
        lock (_sync) _nextBeat = now + Beat;
    }

    /// <summary>Nothing needs to run, so no pause can matter.</summary>
    public void Stop()
    {
        lock (_sync) _nextBeat = long.MaxValue;
    }

    /// <summary>Called at every beat.</summary>
    public void OnBeat(long now)
    {
        lock (_sync)
        {
            _total += LateBy(now);
            _nextBeat = now + Beat;
        }
    }

    /// <summary>Total pause time so far in milliseconds, including the beat that is due.</summary>
    public long TotalAt(long now)
    {
        lock (_sync) return _total + LateBy(now);
    }

    private long LateBy(long now) => now - _nextBeat > Tolerance ? now - _nextBeat : 0;
}
