namespace L4Balancer.Control;

/// <summary>What came of an event.</summary>
/// <param name="Generation">In force after it.</param>
/// <param name="Refusal">Why it was refused; null when it was not.</param>
/// <param name="IsStale">It was not handled, because the generation in force is another than the one asked for.</param>
public sealed record ControlAnswer(long Generation, string? Refusal, bool IsStale);
