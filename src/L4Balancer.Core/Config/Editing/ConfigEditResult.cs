namespace L4Balancer.Core.Config.Editing;

/// <summary>The result of an edit: a new text, or the reason why there is none, never both.</summary>
/// <param name="Text">The whole file.</param>
/// <param name="Refusal">One sentence for the operator.</param>
public sealed record ConfigEditResult(string? Text, string? Refusal);
