namespace L4Balancer.Core.Policies;

/// <summary>
/// Draws two different backends at random, each in proportion to its weight, and picks the one with the lower expected
/// cost: response time x (sessions + 1). Use it where backends differ in speed, or change it, and clients ask and are
/// answered. Nothing has to be configured on the backends. O(1) at any size.
/// </summary>
/// <remarks>
/// What it measures is the first byte of answers (<see cref="ExpectedCost"/>). Two draws instead of a search for the
/// minimum keep many balancers and threads from sending everybody to the same fastest backend.
/// </remarks>
public sealed class FastestPolicy(BackendSet set) : Policy
{
    private readonly WeightedDraws _draws = new(set);
    private readonly ExpectedCost _cost = new(set);

    public override int Pick(ref PickContext context)
    {
        var first = _draws.Take(ref context);
        if (first == None) return None;
        var second = _draws.TakeOther(first, ref context);
        return second == None ? first : _cost.Choose(first, second, ref context);
    }
}
