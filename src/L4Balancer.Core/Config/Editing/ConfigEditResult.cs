namespace L4Balancer.Core.Config.Editing;

/// <summary>What an edit came to: a new text, or why there is none, never both.</summary>
/// <param name="Text">The whole file.</param>
/// <param name="Refusal">One sentence for the operator.</param>
public sealed record ConfigEditResult(string? Text, string? Refusal);
