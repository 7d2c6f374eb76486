namespace L4Balancer.Core.Policies;

/// <summary>
/// Arranges turns so smoothly that after any number k of them no member is a whole turn away from its share: |turns had
/// - k * weight / sum| &lt; 1, and 0 after a whole period. 5:1:1 becomes a a b a a c a.
/// </summary>
/// <remarks>
/// Source: Tijdeman, "The chairman assignment problem", Discrete Mathematics 32 (1980). With n members, the k-th turn
/// may go to those that are at least 1 / (2n - 2) of a turn behind their share after it, and goes to the one of them
/// that would first be more than 1 - 1 / (2n - 2) behind without one. That bounds the distance by 1 - 1 / (2n - 2),
/// the best possible. All in integers; O(period * log n). The smooth weighted round robin of other balancers gives the
/// highest credit the turn, which has no such bound for many backends.
/// </remarks>
internal static class TurnSequence
{
    /// <summary>
    /// Returns one period: for each turn the position, in <paramref name="weights"/>, of its member.
    /// </summary>
    /// <param name="weights">At least 1 each.</param>
    public static int[] Of(ReadOnlySpan<int> weights) => weights.Length switch
    {
        0 => [],
        1 => [0],
        _ => Arrange(TurnCounts.Of(weights)),
    };

    private static int[] Arrange(int[] turns)
    {
        var period = 0;
        foreach (var count in turns) period += count;
        var sequence = new int[period];
        var had = new int[turns.Length];
        var waiting = new Waiting(period, turns.Length);
        var ready = new PriorityQueue<int, long>(turns.Length);
        for (var i = 0; i < turns.Length; i++) waiting.Add(i, FirstTurn(0, turns[i], period, turns.Length));
        for (var turn = 1; turn <= period; turn++)
        {
            for (var i = waiting.First(turn); i >= 0; i = waiting.After(i))
            {
                ready.Enqueue(i, Urgency(i, had[i], turns[i], period, turns.Length));
            }

            var next = ready.Dequeue();
            sequence[turn - 1] = next;
            had[next]++;
            waiting.Add(next, Math.Max(turn + 1, FirstTurn(had[next], turns[next], period, turns.Length)));
        }

        return sequence;
    }

    /// <summary>
    /// The first turn k with k * weight / period - had >= 1 / (2n - 2). No product overflows: had is at most about k *
    /// weight / period, so the largest is below 2 n * period * weight.
    /// </summary>
    private static long FirstTurn(int had, int weight, int period, int members)
    {
        var parts = 2L * members - 2;
        var divisor = parts * weight;
        return (period * (1 + parts * had) + divisor - 1) / divisor;
    }

    /// <summary>
    /// The first turn k with k * weight / period - had > 1 - 1 / (2n - 2), before the position, which decides between
    /// equals.
    /// </summary>
    private static long Urgency(int position, int had, int weight, int period, int members)
    {
        var parts = 2L * members - 2;
        return (period * (parts - 1 + parts * had) / (parts * weight) + 1) * members + position;
    }

    /// <summary>
    /// The members that may not have a turn yet, in one linked list for each turn from which they may.
    /// </summary>
    private readonly struct Waiting
    {
        private readonly int[] _first;
        private readonly int[] _after;

        public Waiting(int period, int members)
        {
            _first = new int[period + 1];
            _after = new int[members];
            Array.Fill(_first, -1);
        }

        /// <summary>Turns beyond the period are ignored.</summary>
        public void Add(int member, long turn)
        {
            if (turn >= _first.Length) return;
            _after[member] = _first[turn];
            _first[turn] = member;
        }

        public int First(int turn) => _first[turn];

        public int After(int member) => _after[member];
    }
}
