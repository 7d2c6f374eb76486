using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>What a probe does to an address. Two pools that ask the same of one address share one probe.</summary>
public sealed record ProbeSpec(ProbeKind Type, ProbeBytes? Send, ProbeBytes? Expect)
{
    /// <summary>Nothing is said: it only asks whether a connect succeeds.</summary>
    public bool IsPlain => Send is null && Expect is null;

    public static ProbeSpec Of(HealthConfig health) => new(health.Type, health.Send, health.Expect);
}

/// <summary>One thing to probe.</summary>
public sealed record ProbeTarget(NetAddress Address, ProbeSpec Spec);

/// <summary>
/// A target with its rhythm: the shortest interval and the shortest timeout of the pools that share it.
/// </summary>
public sealed record ProbeSchedule(ProbeTarget Target, TimeSpan Interval, TimeSpan Timeout);

/// <summary>How a probe ended.</summary>
/// <param name="Cause">Why it is bad, in a few words for the operator; empty when good.</param>
public readonly record struct ProbeOutcome(bool IsGood, string Cause)
{
    /// <summary>How long the probe took; zero when nobody measured it.</summary>
    public TimeSpan Duration { get; init; }

    public static ProbeOutcome Good { get; } = new(true, "");

    public static ProbeOutcome Bad(string cause) => new(false, cause);
}
