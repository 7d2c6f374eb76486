using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Control;

/// <summary>
/// A backend of a pool as the control side knows it. Health and the operator's intent are two fields: neither ever
/// changes the other.
/// </summary>
/// <param name="Address">Its identity within the pool.</param>
/// <param name="Config">The entry it comes from; several backends share one entry when that names a host.</param>
public sealed record BackendState(NetAddress Address, BackendConfig Config)
{
    private const int TrialShare = 100;

    public BackendHealth Health { get; init; } = BackendHealth.New;

    /// <summary>Since when <see cref="Health"/> says what it says of it: unknown, up or down.</summary>
    public TimeSpan TurnedAt { get; init; }

    /// <summary>Why it is down; null when it is up.</summary>
    public string? Cause { get; init; }

    public BackendIntent Intent { get; init; } = BackendIntent.Ready;

    /// <summary>How its running sessions come to an end; null lets them run.</summary>
    public DrainPlan? Drain { get; init; }

    /// <summary>
    /// In a pool without probes: the moment at which a backend that is down returns by itself. Null when up, or when
    /// probed.
    /// </summary>
    public TimeSpan? EjectedUntil { get; init; }

    /// <summary>
    /// It joined a pool that served already, and no outcome has come yet. Until then it gets a trickle of sessions, as
    /// long as others of its tier serve: a machine that hangs must not get its whole share on trust.
    /// </summary>
    public bool IsOnTrial { get; init; }

    /// <summary>Eligible, and its tier is in use. The turn from false to true is what slow start begins with.</summary>
    public bool IsServing { get; init; }

    /// <summary>When the ramp of slow start began; null when there is none or it is over.</summary>
    public TimeSpan? RampStart { get; init; }

    /// <summary>The weight in force, in units of 1/<see cref="BackendView.WeightUnit"/>; at least 1.</summary>
    public int Weight { get; init; } = Config.Weight * BackendView.WeightUnit;

    public int FullWeight => Config.Weight * BackendView.WeightUnit;

    /// <summary>The weight on trial: one hundredth of the share.</summary>
    public int TrialWeight => Math.Max(1, FullWeight / TrialShare);

    /// <summary>Up, and wanted by the operator.</summary>
    public bool IsEligible => Health.IsUp && Intent == BackendIntent.Ready;

    /// <summary>
    /// The same backend under an entry and a health config that may have changed. Its health stays; but where there are
    /// no probes nothing counts outcomes, and a backend that is down needs a moment to return at, because no probe will
    /// bring it back.
    /// </summary>
    public BackendState Under(BackendConfig config, HealthConfig health, TimeSpan now)
    {
        if (health.Type != ProbeKind.None) return this with { Config = config, EjectedUntil = null };
        var unprobed = this with { Config = config, IsOnTrial = false };
        if (Health is { IsUp: true, IsConfirmed: false }) return unprobed;
        return Health.IsUp
            ? unprobed with { Health = BackendHealth.New, TurnedAt = now }
            : unprobed with
            {
                Health = BackendHealth.Down,
                EjectedUntil = EjectedUntil ?? now + health.Eject,
            };
    }
}
