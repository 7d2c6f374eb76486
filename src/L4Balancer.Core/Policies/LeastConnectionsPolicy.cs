using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Picks the backend with the fewest sessions per weight. Use it for few, long sessions, where one misplaced session
/// weighs for hours. Ties rotate: every pick begins its scan one backend further. O(n): each pick reads the counter of
/// every backend, so above a few hundred backends power-of-two is the better choice. An idle backend ends the scan at
/// once, because nothing is less loaded.
/// </summary>
/// <param name="counters">The pool's, for the turn at which a scan begins.</param>
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
    /// Scans the backends from <paramref name="from"/> to before <paramref name="to"/>; true when the search is over.
    /// The ones that are not eligible have a limit of 0 and fail the test for room, which only a better one reaches:
    /// their memory is in line, a list of the eligible ones would be one more to read.
    /// </summary>
    private bool Scan(int from, int to, ref Least best, in PickContext context)
    {
        for (var i = from; i < to; i++)
        {
            ref readonly var slot = ref set.Slots[i];
            var active = slot.Counters.Active;
            if (best.Index != None && (long)active * best.Weight >= (long)best.Active * slot.Weight) continue;
            if (active >= slot.Limit || context.IsExcluded(i)) continue;
            best = new Least(i, active, slot.Weight);
            if (active == 0) return true;
        }

        return false;
    }

    /// <summary>The least loaded backend seen so far, with its count as it was read then.</summary>
    private readonly record struct Least(int Index, int Active, int Weight);
}
