namespace L4Balancer.Hosting.Operations;

/// <summary>One moment on both clocks, so that those of the control side can be told to people.</summary>
/// <param name="Control">By the control clock.</param>
/// <param name="Utc">By the wall clock.</param>
internal readonly record struct WallClock(TimeSpan Control, DateTimeOffset Utc)
{
    public DateTimeOffset Of(TimeSpan moment) => Utc + (moment - Control);

    public DateTimeOffset? Of(TimeSpan? moment) => moment is { } known ? Of(known) : null;
}
