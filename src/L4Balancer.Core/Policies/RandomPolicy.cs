namespace L4Balancer.Core.Policies;

/// <summary>
/// Picks at random in proportion to the weights, regardless of load. Use it for very many short sessions over equal
/// backends, or where nothing at all may be shared between threads. O(1): one draw from an alias table.
/// </summary>
public sealed class RandomPolicy(BackendSet set) : Policy
{
    private readonly WeightedDraws _draws = new(set);

    public override int Pick(ref PickContext context) => _draws.Take(ref context);
}
