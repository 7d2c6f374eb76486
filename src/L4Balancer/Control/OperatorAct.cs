namespace L4Balancer.Control;

/// <summary>Describes the operator's action behind an event.</summary>
/// <param name="Actor">The operator, as named in the journal: the consequences of the event are reported under this
/// name.</param>
/// <param name="IfGeneration">The event is handled only if this generation is in force; null means any.</param>
public sealed record OperatorAct(string Actor, long? IfGeneration = null);
