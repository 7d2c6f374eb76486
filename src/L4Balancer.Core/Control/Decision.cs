using System.Collections.Immutable;

namespace L4Balancer.Core.Control;

/// <summary>The result of <see cref="BalancerReducer"/> for a batch of events.</summary>
/// <param name="State">The next state.</param>
/// <param name="Effects">To be carried out in this order. At most one table is published per batch.</param>
/// <param name="Answers">One for each request of the batch, in order; observations have none.</param>
public readonly record struct Decision(
    BalancerState State, ImmutableArray<ControlEffect> Effects, ImmutableArray<RequestAnswer> Answers);
