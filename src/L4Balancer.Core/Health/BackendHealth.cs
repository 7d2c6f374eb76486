namespace L4Balancer.Core.Health;

/// <summary>
/// What the outcomes so far say of a backend: the rise and fall machine. A new backend is up and unconfirmed: it serves
/// at once, and its first outcome decides alone. After that <c>fall</c> bad outcomes in a row take it down and
/// <c>rise</c> good ones in a row bring it up.
/// </summary>
/// <param name="IsUp">Whether health allows new sessions.</param>
/// <param name="IsConfirmed">Whether any outcome was seen; what is not confirmed is up.</param>
/// <param name="Streak">While up: bad outcomes in a row. While down: good ones in a row.</param>
public readonly record struct BackendHealth(bool IsUp, bool IsConfirmed, int Streak)
{
    public static BackendHealth New { get; } = new(true, false, 0);

    public static BackendHealth Down { get; } = new(false, true, 0);

    /// <summary>Some, but not yet enough, outcomes point the other way: worth asking more often.</summary>
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
