namespace L4Balancer.Core.Health;

/// <summary>Optional times on the control clock; null means never.</summary>
internal static class Moments
{
    public static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) =>
        one is null ? other : other is null || one <= other ? one : other;
}
