namespace L4Balancer.Core.Policies;

/// <summary>
/// The default. Draws two different backends at random, each in proportion to its weight, and picks the one with fewer
/// sessions per weight. It evens out load nearly as well as a full scan, does not send every balancer to the same least
/// loaded backend, and costs O(1) at any size. Source: Mitzenmacher, "The power of two choices in randomized load
/// balancing", IEEE TPDS 12(10), 2001: the longest queue falls from log n / log log n to log log n.
/// </summary>
/// <remarks>
/// With equal load per weight the first draw wins. That distributes an idle pool (every count is 0) by weight;
/// preferring any fixed side, the lighter or the later one, would not.
/// </remarks>
public sealed class PowerOfTwoPolicy(BackendSet set) : Policy
{
    private readonly WeightedDraws _draws = new(set);

    public override int Pick(ref PickContext context)
    {
        var first = _draws.Take(ref context);
        if (first == None) return None;
        var second = _draws.TakeOther(first, ref context);
        return second != None && IsLessLoaded(second, first) ? second : first;
    }

    private bool IsLessLoaded(int index, int than)
    {
        ref readonly var a = ref set.Slots[index];
        ref readonly var b = ref set.Slots[than];
        return (long)a.Counters.Active * b.Weight < (long)b.Counters.Active * a.Weight;
    }
}
