using System.Collections.Immutable;

namespace L4Balancer.Core.Control;

/// <summary>What <see cref="BalancerReducer"/> makes of a batch of events.</summary>
/// <param name="State">The next state.</param>
/// <param name="Effects">In the order in which they are to be carried out. At most one table is published per batch.
/// </param>
/// <param name="Answers">One for each request of the batch, in their order; observations have none.</param>
public readonly record struct Decision(
    BalancerState State, ImmutableArray<ControlEffect> Effects, ImmutableArray<RequestAnswer> Answers);
