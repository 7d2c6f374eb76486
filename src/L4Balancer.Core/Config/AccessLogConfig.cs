using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Config;

/// <summary>The access log: one line of JSON for each session.</summary>
public sealed record AccessLogConfig
{
    /// <summary>
    /// <c>stdout</c> (the journal, under systemd), <c>syslog</c> (/dev/log), <c>syslog:HOST:PORT</c> (UDP), or the path
    /// of a file.
    /// </summary>
    public required string To { get; init; }

    /// <summary>Whether there is a line when a session has its backend, too.</summary>
    public bool Open { get; init; }

    /// <summary>A running session has a line this often, 1 s to 24 h; 0 is never.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>The first rule that fits a session says how many are logged; without one all are.</summary>
    public IReadOnlyList<AccessLogRule> Sampling { get; init; } = [];

    /// <summary>Whether every value is the same, the rules included.</summary>
    public bool IsSame(AccessLogConfig other) =>
        this with { Sampling = other.Sampling } == other
        && Sampling.Count == other.Sampling.Count && Sampling.Zip(other.Sampling).All(p => p.First.IsSame(p.Second));
}

/// <summary>How many of some sessions are logged.</summary>
public sealed record AccessLogRule
{
    /// <summary>Null fits every listener.</summary>
    public string? Listener { get; init; }

    /// <summary>Null fits every pool.</summary>
    public string? Pool { get; init; }

    /// <summary>None fits every reason. A line of a session that runs has no reason, and fits only such a rule.
    /// </summary>
    public IReadOnlyList<CloseReason> Reasons { get; init; } = [];

    /// <summary>The share that is logged, 0 to 1; a session is logged as a whole or not at all where it can be known.
    /// </summary>
    public required double Keep { get; init; }

    /// <summary>Whether every value is the same, the reasons included.</summary>
    public bool IsSame(AccessLogRule other) =>
        this with { Reasons = other.Reasons } == other && Reasons.SequenceEqual(other.Reasons);
}
