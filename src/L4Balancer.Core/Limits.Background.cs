namespace L4Balancer.Core;

/// <summary>Bounds of how often failed background work is restarted.</summary>
public static partial class Limits
{
    /// <summary>Long enough that work which fails at once costs nothing, short enough that nobody misses it.</summary>
    public static readonly TimeSpan RestartPauseMin = TimeSpan.FromSeconds(1);

    /// <summary>What failed because of something that passes by works again this long after it has passed.</summary>
    public static readonly TimeSpan RestartPauseMax = TimeSpan.FromSeconds(30);
}
