namespace L4Balancer.Admin.Security;

/// <summary>
/// A token bucket: a burst of requests, then a steady rate per second. Any
/// thread.
/// </summary>
/// <param name="perSecond">More than 0.</param>
/// <param name="burst">At least 1.</param>
internal sealed class RequestRate(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _sync = new();
    private double _permits = burst; // Guarded by _sync.
    private long _filledAt = time.GetTimestamp(); // Guarded by _sync.

    /// <summary>Whether the bucket is full: no permit was taken recently.</summary>
    public bool IsFull
    {
        get
        {
            lock (_sync)
            {
                Fill();
                return _permits >= burst;
            }
        }
    }

    /// <summary>Whether there is a permit, without taking it.</summary>
    public bool HasPermit(out TimeSpan wait)
    {
        lock (_sync)
        {
            Fill();
            wait = _permits >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _permits) / perSecond);
            return _permits >= 1;
        }
    }

    /// <summary>Takes a permit.</summary>
    /// <param name="wait">If there is none, how long until there is one.</param>
    public bool TryTake(out TimeSpan wait)
    {
        lock (_sync)
        {
            if (!HasPermit(out wait)) return false;
            _permits--;
            return true;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _permits = Math.Min(burst, _permits + time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond);
        _filledAt = now;
    }
}
