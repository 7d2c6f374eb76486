namespace L4Balancer.Core.Health;

/// <summary>
/// The health of a backend according to the outcomes so far: the rise and fall machine. A new backend is up and
/// unconfirmed: it serves at once, and its first outcome alone decides. After that <c>fall</c> consecutive bad outcomes
/// take it down and <c>rise</c> consecutive good ones bring it up.
/// </summary>
/// <param name="IsUp">Whether health allows new sessions.</param>
/// <param name="IsConfirmed">Whether there was any outcome; an unconfirmed backend is up.</param>
/// <param name="Streak">While up: consecutive bad outcomes. While down: consecutive good ones.</param>
public readonly record struct BackendHealth(bool IsUp, bool IsConfirmed, int Streak)
{
    public static BackendHealth New { get; } = new(true, false, 0);

    public static BackendHealth Down { get; } = new(false, true, 0);

    /// <summary>Some outcomes contradict the present state, but not enough yet: worth probing more often.</summary>
    public bool IsChanging => Streak > 0;

    public BackendHealth Apply(ProbeOutcome outcome, int rise, int fall)
    {
        if (!IsConfirmed) return new BackendHealth(outcome.IsGood, true, 0);
        if (outcome.IsGood == IsUp) return this with { Streak = 0 };

        var streak = Streak + 1;
        var needed = IsUp ? fall : rise;
        return streak >= needed ? new BackendHealth(!IsUp, true, 0) : this with { Streak = streak };
    }
}
