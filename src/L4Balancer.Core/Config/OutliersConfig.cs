namespace L4Balancer.Core.Config;

/// <summary>
/// When a backend is ejected for how its real traffic ends, although its probes may be good: it gets no new sessions
/// for a while. The defaults are those of Envoy's outlier detection.
/// </summary>
public sealed record OutliersConfig
{
    /// <summary>False never ejects a backend, except by <see cref="HealthConfig.Eject"/> without probes.</summary>
    public bool Detect { get; init; } = true;

    /// <summary>Failed connects in a row that eject, 1 to 1000; null for none.</summary>
    public int? ConnectFailures { get; init; } = 5;

    /// <summary>
    /// Sessions in a row that the backend ended before it sent a byte, and that eject, 1 to 1000; null for none.
    /// </summary>
    public int? BadEnds { get; init; } = 5;

    /// <summary>
    /// The share of an interval's sessions, in percent, that failed in either way and that ejects, 1 to 100; null for
    /// none.
    /// </summary>
    public int? FailurePercent { get; init; } = 85;

    /// <summary>The interval over which failures and response times are compared, 1 s to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions (or answers) within the interval below which it says nothing, 1 to 1,000,000.</summary>
    public int MinVolume { get; init; } = 50;

    /// <summary>
    /// The mean response time, as a multiple of the median of the pool's backends, that ejects when three intervals in
    /// a row show it, 2 to 100; null for none. Off by default: a backend may be slow for what it is asked, and its load
    /// would make the others slow, too.
    /// </summary>
    public double? SlowFactor { get; init; }

    /// <summary>How long the first ejection lasts, give or take a fifth; doubled for each further one in a row. 1 s to
    /// 1 h.</summary>
    public TimeSpan BaseTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest ejection before the jitter, 1 s to 24 h.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The share of a tier's backends, in percent, that may be ejected at the same time, 1 to 100; but at least one,
    /// and never the last one that is good.
    /// </summary>
    public int MaxPercent { get; init; } = 10;
}
