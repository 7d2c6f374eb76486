namespace L4Balancer.Core.Policies;

/// <summary>Random draws among the eligible backends of a set, in proportion to the current weights.</summary>
internal sealed class WeightedDraws
{
    private readonly BackendSet _set;
    private readonly AliasTable _table;

    public WeightedDraws(BackendSet set)
    {
        _set = set;
        var weights = new int[set.Eligible.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = set.Slots[set.Eligible[i]].Weight;
        _table = new AliasTable(set.Eligible, weights);
    }

    /// <summary>
    /// Returns a backend that can be taken, or <see cref="Policy.None"/> if there is none. A few draws, then a
    /// scan from a random position, which ignores the weights in order to find one if it exists.
    /// </summary>
    public int Take(ref PickContext context)
    {
        if (_table.Length == 0) return Policy.None;
        for (var draw = 0; draw < Limits.DrawsMax; draw++)
        {
            var index = _table.Draw(context.NextRandom());
            if (_set.CanTake(index, in context)) return index;
        }

        return _set.FirstTakeable(context.NextBelow(_table.Length), in context);
    }

    /// <summary>
    /// Returns a backend that can be taken and is not <paramref name="first"/>; <see cref="Policy.None"/> if a bounded
    /// search finds none, which is conclusive only up to <see cref="Limits.DrawsMax"/> eligible ones.
    /// </summary>
    public int TakeOther(int first, ref PickContext context)
    {
        // With two backends the other one is known: draws would only find it later.
        for (var draw = 0; _table.Length > 2 && draw < Limits.DrawsMax; draw++)
        {
            var index = _table.Draw(context.NextRandom());
            if (index != first && _set.CanTake(index, in context)) return index;
        }

        // One backend has most of the weight, or most cannot be taken: try a few neighbours, regardless of weight.
        var place = context.NextBelow(_table.Length);
        for (var step = Math.Min(_table.Length, Limits.DrawsMax); step > 0; step--)
        {
            var index = _set.Eligible[place];
            if (index != first && _set.CanTake(index, in context)) return index;
            place = place + 1 == _table.Length ? 0 : place + 1;
        }

        return Policy.None;
    }
}
