namespace L4Balancer.Core.Health;

/// <summary>Moments of the control clock that may be absent, where null means never.</summary>
internal static class Moments
{
    public static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) =>
        one is null ? other : other is null || one <= other ? one : other;
}
