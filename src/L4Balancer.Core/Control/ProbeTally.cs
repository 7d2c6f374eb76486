using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>The results of one target's probes since probing began.</summary>
/// <param name="Good">Good outcomes.</param>
/// <param name="Bad">Bad outcomes; failed connects of real traffic are not among them.</param>
/// <param name="Last">The latest outcome, with its cause and how long it took.</param>
/// <param name="LastAt">When it arrived, on the control clock.</param>
public readonly record struct ProbeTally(long Good, long Bad, ProbeOutcome Last, TimeSpan LastAt)
{
    internal ProbeTally With(ProbeOutcome outcome, TimeSpan now) =>
        new(Good + (outcome.IsGood ? 1 : 0), Bad + (outcome.IsGood ? 0 : 1), outcome, now);
}
