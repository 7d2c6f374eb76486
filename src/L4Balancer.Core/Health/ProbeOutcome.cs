namespace L4Balancer.Core.Health;

/// <summary>The outcome of a probe.</summary>
/// <param name="Cause">Why it is bad, in a few words for the operator; empty if good.</param>
public readonly record struct ProbeOutcome(bool IsGood, string Cause)
{
    /// <summary>How long the probe took; zero if not measured.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Additional findings; null for kinds of probe that have none.</summary>
    public ProbeFindings? Findings { get; init; }

    public static ProbeOutcome Good { get; } = new(true, "");

    public static ProbeOutcome Bad(string cause) => new(false, cause);
}
