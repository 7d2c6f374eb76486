namespace L4Balancer.Hosting.Operations;

/// <summary>One point in time on both clocks, to convert control times to wall clock times.</summary>
/// <param name="Control">The time on the control clock.</param>
/// <param name="Utc">The time on the wall clock.</param>
internal readonly record struct WallClock(TimeSpan Control, DateTimeOffset Utc)
{
    public DateTimeOffset Of(TimeSpan moment) => Utc + (moment - Control);

    public DateTimeOffset? Of(TimeSpan? moment) => moment is { } known ? Of(known) : null;
}
