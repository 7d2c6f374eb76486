namespace L4Balancer.Core.Policies;

/// <summary>
/// Draws two different backends at random, each in proportion to its weight. A hot one, with more sessions per weight
/// than most of the pool, loses to a cold one; between two of a kind the lower expected cost wins, as with <see
/// cref="FastestPolicy"/>. Use it like that policy where sessions are long-lived or come in bursts: response times say
/// late that a backend has too many of them, the number of sessions says it at once. O(1) at any size.
/// </summary>
/// <remarks>
/// Source: the rule "hot-cold lexicographic" of Prequal (Wydrowski et al., "Load is not what you should balance",
/// NSDI 2024), with the quantile 0.84 of the paper. Prequal asks servers how many requests they have in flight; a
/// balancer of connections counts the sessions that it gave them.
/// </remarks>
public sealed class AdaptivePolicy(BackendSet set) : Policy
{
    private readonly WeightedDraws _draws = new(set);
    private readonly ExpectedCost _cost = new(set);
    private readonly HotLoad _hot = new(set);

    public override int Pick(ref PickContext context)
    {
        var first = _draws.Take(ref context);
        if (first == None) return None;
        var second = _draws.TakeOther(first, ref context);
        if (second == None) return first;
        _hot.Renew(ref context);
        var isFirstHot = _hot.Is(first);
        if (isFirstHot != _hot.Is(second)) return isFirstHot ? second : first;
        return _cost.Choose(first, second, ref context);
    }
}
