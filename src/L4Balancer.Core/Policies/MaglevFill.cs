namespace L4Balancer.Core.Policies;

/// <summary>
/// Assigns the slots of a table to members so that each gets slots in proportion to its weight, few slots change
/// owner when the members change, and the same members always yield the same table.
/// </summary>
/// <remarks>
/// Source: Eisenbud et al., "Maglev: a fast and reliable software network load balancer", NSDI 2016, section 3.4: each
/// member has its own permutation of the slots, and the members claim slots in turns. Two things differ. A turn,
/// which comes by weight, is one step down the permutation instead of as many as are needed to find a free slot; and
/// evenness comes from a quota of slots per member, 1 % above and below its exact share, or the next whole number of
/// slots. So a slot goes to the member that prefers it most, not to the one that searches longest, which makes the
/// original move more slots than necessary: with 65,537 slots and 100 equal members, removing one moved 1.57 % of them,
/// and with this 1.21 %.
/// </remarks>
internal sealed class MaglevFill
{
    private const int Size = Limits.MaglevTableSize;

    private readonly int[] _slots = new int[Size];
    private readonly int[] _place;
    private readonly int[] _skip;
    private readonly int[] _claimed;
    private readonly int[] _least;
    private readonly int[] _most;

    private MaglevFill(ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> weights)
    {
        (_place, _skip) = (new int[hashes.Length], new int[hashes.Length]);
        (_claimed, _least, _most) = (new int[hashes.Length], new int[hashes.Length], new int[hashes.Length]);
        var total = 0L;
        foreach (var weight in weights) total += weight;
        for (var i = 0; i < hashes.Length; i++)
        {
            // The size is prime, so every skip visits every slot once.
            _place[i] = (int)(SplitMix64.Mix(hashes[i]) % Size);
            _skip[i] = (int)(SplitMix64.Mix(~hashes[i]) % (Size - 1)) + 1;
            var share = (long)Size * weights[i];
            _least[i] = (int)Math.Min(share / total, CeilingOf(share * 99, total * 100));
            _most[i] = (int)Math.Max(CeilingOf(share, total), share * 101 / (total * 100));
        }
    }

    /// <summary>
    /// Returns the owner of every slot as a position in <paramref name="hashes"/>, which must not be empty.
    /// </summary>
    /// <param name="hashes">One per member; with the order of the members, all that the table depends on besides the
    /// weights.</param>
    /// <param name="weights">At least 1 each.</param>
    public static int[] Fill(ReadOnlySpan<ulong> hashes, ReadOnlySpan<int> weights)
    {
        var fill = new MaglevFill(hashes, weights);
        fill.Claim(TurnSequence.Of(weights));
        return fill._slots;
    }

    /// <summary>
    /// Passes over the turns until every slot has an owner. All may claim up to the higher quota, until the slots left
    /// are just those that bring every member to the lower one. A member that has reached the current quota never
    /// claims again, so its turns are dropped on the way.
    /// </summary>
    private void Claim(int[] turns)
    {
        Array.Fill(_slots, -1);
        var shortfall = 0;
        foreach (var least in _least) shortfall += least;
        var (left, quota, turnCount) = (Size, _most, turns.Length);
        while (left > 0)
        {
            var kept = 0;
            for (var turn = 0; turn < turnCount && left > 0; turn++)
            {
                var member = turns[turn];
                if (_claimed[member] >= quota[member]) continue;
                turns[kept++] = member;
                if (!TryClaim(member)) continue;
                left--;
                if (_claimed[member] <= _least[member]) shortfall--;
                if (left == shortfall) quota = _least;
            }

            turnCount = kept;
        }
    }

    private static long CeilingOf(long dividend, long divisor) => (dividend + divisor - 1) / divisor;

    private bool TryClaim(int member)
    {
        var slot = _place[member];
        var next = slot + _skip[member];
        _place[member] = next >= Size ? next - Size : next;
        if (_slots[slot] >= 0) return false;
        _slots[slot] = member;
        _claimed[member]++;
        return true;
    }
}
