namespace L4Balancer.Core.Policies;

/// <summary>
/// Fills the first backend, in the order of the config, to its <c>max-connections</c>, then the next. Use it to keep as
/// few backends busy as possible, so that the others can be switched off; without <c>max-connections</c> the first one
/// gets everything. A backend on trial comes last: the weight, which limits it in other policies, does not count here.
/// O(1) while the first has room, otherwise O(n) over the full ones.
/// </summary>
public sealed class FirstPolicy(BackendSet set) : Policy
{
    private readonly int[] _order = [.. set.Eligible.OrderBy(index => set.All[index].IsOnTrial)];

    public override int Pick(ref PickContext context)
    {
        foreach (var index in _order)
        {
            if (set.CanTake(index, in context)) return index;
        }

        return None;
    }
}
