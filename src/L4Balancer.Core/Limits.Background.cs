namespace L4Balancer.Core;

/// <summary>Bounds of how often failed background work is restarted.</summary>
public static partial class Limits
{
    /// <summary>Long enough that work which fails at once costs nothing, short enough that nobody misses it.</summary>
    public static readonly TimeSpan RestartPauseMin = TimeSpan.FromSeconds(1);

    /// <summary>The names of work that a predecessor reports, which are a few dozen.</summary>
    public const int BackgroundNamesMax = 256;

    /// <summary>What failed because of something that passes by works again this long after it has passed.</summary>
    public static readonly TimeSpan RestartPauseMax = TimeSpan.FromSeconds(30);
}
