using System.Diagnostics;

namespace L4Balancer.Bench.Upgrade.Sessions;

/// <summary>The longest waits of clients, before the upgrade and from then on. Any thread.</summary>
internal sealed class PauseWatch
{
    private long _before; // Both in ticks of the stopwatch, interlocked.
    private long _after;
    private volatile bool _isUpgrading;

    public TimeSpan LongestBefore => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _before));

    public TimeSpan LongestAfter => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _after));

    /// <summary>The upgrade begins.</summary>
    public void Mark() => _isUpgrading = true;

    /// <param name="began">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Add(long began)
    {
        var took = Stopwatch.GetTimestamp() - began;
        ref var longest = ref _isUpgrading ? ref _after : ref _before;
        for (var seen = Volatile.Read(ref longest); took > seen;)
        {
            var found = Interlocked.CompareExchange(ref longest, took, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
