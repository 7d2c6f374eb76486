namespace L4Balancer.Probes;

/// <summary>
/// How long this process did not run although it wanted to: it was stopped, its machine was paused, it got no CPU.
/// Found by a beat that comes late; a standstill is measured short by at most one beat. Any thread.
/// </summary>
internal sealed class StandstillMeter
{
    /// <summary>Milliseconds from one beat to the next.</summary>
    public const long Beat = 50;

    /// <summary>Later than this by ordinary scheduling a beat is not.</summary>
    private const long Tolerance = 10;

    private readonly Lock _sync = new();
    private long _total;
    private long _nextBeat = long.MaxValue;

    /// <summary>It beats from now on, in milliseconds of any clock that goes on during a standstill.</summary>
    public void Start(long now)
    {
        lock (_sync) _nextBeat = now + Beat;
    }

    /// <summary>Nobody wants to run, so nothing can stand still.</summary>
    public void Stop()
    {
        lock (_sync) _nextBeat = long.MaxValue;
    }

    /// <summary>A beat has come.</summary>
    public void OnBeat(long now)
    {
        lock (_sync)
        {
            _total += LateBy(now);
            _nextBeat = now + Beat;
        }
    }

    /// <summary>Milliseconds that were stood still so far, the beat that is due included.</summary>
    public long TotalAt(long now)
    {
        lock (_sync) return _total + LateBy(now);
    }

    private long LateBy(long now) => now - _nextBeat > Tolerance ? now - _nextBeat : 0;
}
