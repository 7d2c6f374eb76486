using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Picks the backend with the fewest sessions per weight. Use it for few, long-lived sessions, where one misplaced
/// session has an effect for hours. Ties rotate: every pick begins its scan one backend further. O(n): each pick reads
/// the counter of every backend, so above a few hundred backends power-of-two is the better choice. An idle backend
/// ends the scan at once, because nothing is less loaded.
/// </summary>
/// <param name="counters">The pool's counters, for the position at which a scan begins.</param>
public sealed class LeastConnectionsPolicy(BackendSet set, PoolCounters counters) : Policy
{
    public override int Pick(ref PickContext context)
    {
        var slots = set.Slots;
        if (set.Eligible.Length == 0) return None;
        var start = (int)(counters.NextTurn() % (ulong)slots.Length);
        var best = new Least(None, int.MaxValue, 1);
        if (!Scan(start, slots.Length, ref best, in context)) Scan(0, start, ref best, in context);
        return best.Index;
    }

    /// <summary>
    /// Scans the backends from <paramref name="from"/> up to <paramref name="to"/>, exclusive; returns true if the
    /// search is over. Those that are not eligible have a limit of 0 and fail the check for room, which only a better
    /// one reaches: scanning them sequentially is cheaper than reading a separate list of eligible ones.
    /// </summary>
    private bool Scan(int from, int to, ref Least best, in PickContext context)
    {
        for (var i = from; i < to; i++)
        {
            ref readonly var slot = ref set.Slots[i];
            var active = slot.Counters.Active;
            if (best.Index != None && (long)active * best.Weight >= (long)best.Active * slot.Weight) continue;
            if (active >= slot.Limit || context.IsExcluded(i) || set.IsCrowded(i)) continue;
            best = new Least(i, active, slot.Weight);
            if (active == 0) return true;
        }

        return false;
    }

    /// <summary>The least loaded backend seen so far, with its count at the time of reading.</summary>
    private readonly record struct Least(int Index, int Active, int Weight);
}
