namespace L4Balancer.Handover.Messages;

/// <summary>Why a side gives up.</summary>
/// <param name="Reasons">At least one, for the operator.</param>
internal sealed record Refusal(IReadOnlyList<string> Reasons);
