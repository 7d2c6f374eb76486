namespace L4Balancer.Core.Config;

/// <summary>How sessions of overloaded backends are ended, so that clients' pools spread over all backends.</summary>
public sealed record RebalanceConfig
{
    /// <summary>How far above its fair share a backend may be, in percent, 1 to 1000.</summary>
    public int Threshold { get; init; } = 15;

    /// <summary>Sessions of the pool ended per second, 1 to <see cref="Limits.RebalanceRateMax"/>.</summary>
    public int Rate { get; init; } = 10;

    /// <summary>Younger sessions are spared, 0 to 24 h.</summary>
    public TimeSpan MinAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Only sessions in which no byte has moved for this long are ended, 100 ms to 1 h.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Only says what it would do.</summary>
    public bool DryRun { get; init; }
}
