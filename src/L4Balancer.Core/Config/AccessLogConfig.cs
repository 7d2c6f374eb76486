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

    /// <summary>Whether a line is also written when a session is connected to its backend.</summary>
    public bool Open { get; init; }

    /// <summary>How often a running session gets a line, 1 s to 24 h; 0 is never.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// The first rule that matches a session decides the share logged; without a match, all are logged.
    /// </summary>
    public IReadOnlyList<AccessLogRule> Sampling { get; init; } = [];

    /// <summary>Whether all values are equal, including the rules.</summary>
    public bool IsSame(AccessLogConfig other) =>
        this with { Sampling = other.Sampling } == other
        && Sampling.Count == other.Sampling.Count && Sampling.Zip(other.Sampling).All(p => p.First.IsSame(p.Second));
}

/// <summary>The share of some sessions that is logged.</summary>
public sealed record AccessLogRule
{
    /// <summary>Null matches every listener.</summary>
    public string? Listener { get; init; }

    /// <summary>Null matches every pool.</summary>
    public string? Pool { get; init; }

    /// <summary>An empty list matches every reason. A line of a running session has no reason and matches only such a
    /// rule.
    /// </summary>
    public IReadOnlyList<CloseReason> Reasons { get; init; } = [];

    /// <summary>The share that is logged, 0 to 1; a session is logged as a whole or not at all where it can be known.
    /// </summary>
    public required double Keep { get; init; }

    /// <summary>Whether all values are equal, including the reasons.</summary>
    public bool IsSame(AccessLogRule other) =>
        this with { Reasons = other.Reasons } == other && Reasons.SequenceEqual(other.Reasons);
}
