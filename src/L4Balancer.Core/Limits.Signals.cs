namespace L4Balancer.Core;

/// <summary>The bounds of what is measured of backends.</summary>
public static partial class Limits
{
    /// <summary>
    /// A turn that takes longer (1 s) is averaged only if nothing else came from the backend meanwhile: otherwise it
    /// was the question that took long, as a blocked pop or a long query does.
    /// </summary>
    public const long LongTurnMicroseconds = 1_000_000;
}
