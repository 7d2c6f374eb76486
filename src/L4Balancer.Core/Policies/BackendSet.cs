using L4Balancer.Core.Table;

namespace L4Balancer.Core.Policies;

/// <summary>
/// What a policy is built from: the backends of the tier in use, in the order of the config. Immutable. <see cref="All"/> holds the ones that
/// are not eligible now too, for policies whose answer must not move when somebody else's health changes; only the indexes in
/// <see cref="Eligible"/> may be picked. A pick is an index into <see cref="All"/>.
/// </summary>
public sealed class BackendSet
{
    public BackendSet(BackendView[] all, bool[] isEligible)
    {
        Invariant.Require(all.Length == isEligible.Length, "Every backend of a set is eligible or not.");
        All = all;
        IsEligible = isEligible;
        Eligible = [.. Enumerable.Range(0, all.Length).Where(i => isEligible[i])];
    }

    public BackendView[] All { get; }

    public bool[] IsEligible { get; }

    /// <summary>The indexes into <see cref="All"/> that may be picked, ascending.</summary>
    public int[] Eligible { get; }

    /// <summary>True when the backend may be given to this session now: eligible, not tried by it before, and with room.</summary>
    public bool CanTake(int index, in PickContext context) =>
        IsEligible[index] && All[index].HasRoom && !context.IsExcluded(index);
}
