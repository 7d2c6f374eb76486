namespace L4Balancer.Core.Policies;

/// <summary>Random draws among the eligible backends of a set, in proportion to the weights in force.</summary>
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
    /// One backend that can be taken, or <see cref="Policy.None"/> when there is no such backend. A few draws, then a
    /// scan from a random place, which gives up the weights to keep the promise.
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
    /// One backend that can be taken and is not <paramref name="first"/>; <see cref="Policy.None"/> when a bounded
    /// search meets no such backend, which is certain only up to <see cref="Limits.DrawsMax"/> eligible ones.
    /// </summary>
    public int TakeOther(int first, ref PickContext context)
    {
        // Of two backends the other one is known: the draws would only find it later.
        for (var draw = 0; _table.Length > 2 && draw < Limits.DrawsMax; draw++)
        {
            var index = _table.Draw(context.NextRandom());
            if (index != first && _set.CanTake(index, in context)) return index;
        }

        // One backend has most of the weight, or most cannot be taken: look at a few neighbours, whatever they weigh.
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
