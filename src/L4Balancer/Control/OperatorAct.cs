namespace L4Balancer.Control;

/// <summary>What an event is that an operator asked for.</summary>
/// <param name="Actor">Who it was, as the journal names them: what follows from the event is told in this name.</param>
/// <param name="IfGeneration">The event is not handled unless this is the generation in force; null asks for nothing.
/// </param>
public sealed record OperatorAct(string Actor, long? IfGeneration = null);
