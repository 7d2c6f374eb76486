using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Picks in turn, each backend as often as its weight says, smoothly mixed. Use it for sessions of about equal cost,
/// when the counts must be even to one session. The sequence of a whole period is precomputed
/// (<see cref="TurnSequence"/>) and one atomic counter is the position in it, so that all threads together are even,
/// not each separately. O(1).
/// </summary>
/// <remarks>
/// A backend that cannot be taken (full, or tried by this session before) loses its turn to another one, and no further
/// turn is used up for that. The substitute moves on by one position of the sequence with every period, so that the
/// turns of a full backend go to the others by weight; always giving them to the next one would double the load of that
/// one.
/// </remarks>
/// <param name="counters">The pool's counters; the position continues across reloads and health changes.</param>
public sealed class RoundRobinPolicy(BackendSet set, PoolCounters counters) : Policy
{
    /// <summary>The sequence of turns, as indexes into the set.</summary>
    private readonly int[] _sequence = SequenceOf(set);

    public override int Pick(ref PickContext context)
    {
        if (_sequence.Length == 0) return None;
        var (period, place) = Math.DivRem(counters.NextTurn(), (ulong)_sequence.Length);
        var index = _sequence[place];
        return set.CanTake(index, in context) ? index : StandIn(period, (int)place, in context);
    }

    private int StandIn(ulong period, int place, in PickContext context)
    {
        var others = _sequence.Length - 1;
        if (others == 0) return None;
        var distance = 1 + (int)(period % (ulong)others);
        for (var look = Math.Min(others, Limits.LookAheadMax); look > 0; look--)
        {
            var index = _sequence[(place + distance) % _sequence.Length];
            if (set.CanTake(index, in context)) return index;
            distance++;
        }

        return set.FirstTakeable(place % set.Eligible.Length, in context);
    }

    private static int[] SequenceOf(BackendSet set)
    {
        var weights = new int[set.Eligible.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = set.Slots[set.Eligible[i]].Weight;
        var sequence = TurnSequence.Of(weights);
        for (var i = 0; i < sequence.Length; i++) sequence[i] = set.Eligible[sequence[i]];
        return sequence;
    }
}
