namespace L4Balancer.Core.Control;

/// <summary>The outcome of one request: accepted, or refused with the reason.</summary>
/// <param name="Generation">The generation in force after the request.</param>
/// <param name="Refusal">Null when it was accepted.</param>
public sealed record RequestAnswer(long Generation, Refusal? Refusal = null)
{
    public bool IsAccepted => Refusal is null;
}
