namespace L4Balancer.Core.Quotas;

/// <summary>What operators see of it. A scan of all sets, each locked for a moment: a few milliseconds.</summary>
public sealed partial class SourceTable
{
    /// <summary>The first sources in this order.</summary>
    /// <param name="listener">The number of a listener; 0 is all of them.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public IReadOnlyList<SourceActivity> Top(SourceOrder order, int listener, int limit, long now)
    {
        var top = new PriorityQueue<SourceEntry, double>();
        Scan(listener, entry =>
        {
            var rank = RankOf(entry, order, now);
            if (rank < Worth) return;
            if (top.Count < limit) top.Enqueue(entry, rank);
            else top.EnqueueDequeue(entry, rank);
        });
        var found = new SourceActivity[top.Count];
        for (var i = found.Length - 1; i >= 0; i--) found[i] = top.Dequeue().At(now);
        return found;
    }

    /// <summary>How many sources of a listener were refused since, and which of them most.</summary>
    /// <param name="since">Absolute monotonic milliseconds.</param>
    public (int Count, SourceActivity? Most) RefusedSince(int listener, long since, long now)
    {
        var (count, most, refusals) = (0, default(SourceEntry), 0.0);
        Scan(listener, entry =>
        {
            if (!entry.WasRefusedSince(since)) return;
            count++;
            if (entry.RefusalsAt(now) is var rank && rank <= refusals) return;
            (most, refusals) = (entry, rank);
        });
        return (count, count == 0 ? null : most.At(now));
    }

    /// <summary>A source that came once and not for five minutes is not worth a line.</summary>
    private const double Worth = 0.005;

    private static double RankOf(in SourceEntry entry, SourceOrder order, long now) => order switch
    {
        SourceOrder.Sessions => entry.Sessions + entry.ArrivalsAt(now) / 1e6,
        SourceOrder.Refused => entry.RefusalsAt(now),
        _ => entry.ArrivalsAt(now) + entry.Sessions / 1e6,
    };

    /// <returns>False if the set is empty.</returns>
    private bool TryCopy(int set, SourceEntry[] copies)
    {
        // Entries are taken in order and never become free again.
        if (_entries[set * Ways].Key.Owner == 0) return false;
        Lock(set);
        _entries.AsSpan(set * Ways, Ways).CopyTo(copies);
        Volatile.Write(ref _locks[set], 0);
        return true;
    }

    private void Scan(int listener, Action<SourceEntry> visit)
    {
        var copies = new SourceEntry[Ways];
        for (var set = 0; set < _locks.Length; set++)
        {
            if (!TryCopy(set, copies)) continue;
            foreach (var entry in copies)
            {
                if (entry.Key.Owner != 0 && (listener == 0 || entry.Key.Listener == listener)) visit(entry);
            }
        }
    }
}
