using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Quotas;

/// <summary>Sessions that were counted in another process.</summary>
public sealed partial class SourceTable : ICounters
{
    public void VisitCounters(CounterVisit visit)
    {
        visit("evicted", ref _evicted);
        visit("forgotten", ref _forgotten);
        visit("untracked", ref _untracked);
    }

    /// <summary>
    /// The sources for which there is something to remember besides their sessions, for the table of another process.
    /// </summary>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public IEnumerable<SourceMemory> Save(long now)
    {
        var copies = new SourceEntry[Ways];
        for (var set = 0; set < _locks.Length; set++)
        {
            if (!TryCopy(set, copies)) continue;
            foreach (var entry in copies)
            {
                if (entry.Key.Owner == 0) continue;
                if (!TokenRate.IsFull(entry.SpentUntil, now) || entry.ArrivalsAt(now) >= Worth
                    || entry.RefusalsAt(now) >= Worth) yield return entry.MemoryAt(now);
            }
        }
    }

    /// <summary>Remembers a source as another process did. It has no sessions yet.</summary>
    /// <param name="listener">The number of its listener in this process, at least 1.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public void Load(in SourceMemory memory, int listener, long now)
    {
        var key = SourceKey.Of(memory, listener);
        var set = Lock(key);
        try
        {
            var index = FindOrMake(set, key, now);
            if (index >= 0) _entries[index].Recall(memory, TokenRate.LatestAt(now), now);
        }
        finally
        {
            Volatile.Write(ref _locks[set], 0);
        }
    }

    /// <summary>
    /// A session goes on that was counted elsewhere: takes a place of its source, whatever its limits, and no token.
    /// </summary>
    /// <param name="client">Not of a unix socket.</param>
    /// <param name="listener">The number of its listener, at least 1.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public SourcePlace Resume(in ClientAddress client, SourceRule rule, int listener, long now)
    {
        var key = SourceKey.Of(client, rule, listener);
        var set = Lock(key);
        try
        {
            var index = FindOrMake(set, key, now);
            if (index < 0) return default;
            _entries[index].Sessions++;
            return new SourcePlace(this, index);
        }
        finally
        {
            Volatile.Write(ref _locks[set], 0);
        }
    }
}
