using System.Diagnostics;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Health;

/// <summary>
/// The weight of a backend, split into its parts. Each part is written by one owner; the weight in force is computed
/// from them in one place:
/// <code>
/// full     = (changed or configured) x 100 x reported% x measured%, 1 to 100 x the largest weight
/// in force = max(1, full x ramp), on trial or suspected at most max(1, full / 100)
/// </code>
/// </summary>
/// <param name="Configured">As in the file, 0 to <see cref="Limits.WeightMax"/>. With 0 a backend is not eligible, so
/// its weight is not used; it counts as the smallest one.</param>
public readonly record struct WeightParts(int Configured)
{
    /// <summary>The percentage that leaves the weight as it is.</summary>
    public const int Whole = 100;

    private const int TrialShare = 100;

    /// <summary>Set by an operator at run time, in the same range; null leaves it as configured.</summary>
    public int? Changed { get; init; }

    /// <summary>Reported by the backend itself (an agent, the finding of a probe), in percent.</summary>
    public int Reported { get; init; } = Whole;

    /// <summary>Derived by a policy from measurements, in percent.</summary>
    public int Measured { get; init; } = Whole;

    /// <summary>The share of its weight that slow start allows now.</summary>
    public RampShare Ramp { get; init; } = RampShare.All;

    /// <summary>
    /// It joined a serving pool and has had no outcome yet: it gets a hundredth of its weight, since others serve.
    /// </summary>
    public bool IsTrial { get; init; }

    /// <summary>It is suspected and others serve: it gets a hundredth, too.</summary>
    public bool IsSidelined { get; init; }

    /// <summary>The weight after slow start and trial, in 1/<see cref="BackendView.WeightUnit"/>; at least 1.</summary>
    public int Full
    {
        get
        {
            Debug.Assert(Configured >= 0 && Ramp.Of > 0, "Weight parts were made by default.");
            var weight = (long)(Changed ?? Configured) * BackendView.WeightUnit;
            var full = weight * Reported / Whole * Measured / Whole;
            return (int)Math.Clamp(full, 1, Limits.WeightMax * BackendView.WeightUnit);
        }
    }

    /// <summary>The weight used to distribute sessions now, in the same unit; at least 1.</summary>
    public int InForce
    {
        get
        {
            var full = Full;
            var ramped = (int)Math.Max(1, full * Ramp.Done / Ramp.Of);
            return IsTrial || IsSidelined ? Math.Min(ramped, Math.Max(1, full / TrialShare)) : ramped;
        }
    }
}

/// <summary>A share of a ramp, as a fraction so that no step is lost to rounding.</summary>
/// <param name="Done">0 to <paramref name="Of"/>.</param>
/// <param name="Of">At least 1.</param>
public readonly record struct RampShare(long Done, long Of)
{
    public static RampShare All { get; } = new(1, 1);
}
