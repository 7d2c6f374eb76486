namespace L4Balancer.Core.Simulation;

/// <summary>The events of a simulation that broke no rule.</summary>
/// <param name="Fingerprint">The same for the same seed: a digest of all events, effects and generations.</param>
/// <param name="Seen">How often each kind of event, effect, notice and pick result occurred.</param>
public sealed record SimulationReport(ulong Seed, ulong Fingerprint, IReadOnlyDictionary<string, long> Seen);
