namespace L4Balancer.Core.Config;

/// <summary>
/// When real traffic says that a backend hangs: it accepts connections and does not answer, while the others do. It is
/// then suspected, which only moves new sessions to the others.
/// </summary>
public sealed record HungConfig
{
    /// <summary>False never suspects a backend for its silence.</summary>
    public bool Detect { get; init; } = true;

    /// <summary>Questions that must be waiting, and must have been asked since the silence began, 2 to 1000.</summary>
    public int Questions { get; init; } = 3;

    /// <summary>The silence that is needed at least, whatever is usual, 10 ms to 1 min.</summary>
    public TimeSpan MinSilence { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>The silence that is needed as a multiple of the usual response time, 2 to 100.</summary>
    public double Factor { get; init; } = 8;

    /// <summary>
    /// If more than this would be needed, nobody is suspected: answers that usually take so long say nothing. 100 ms to
    /// 1 h.
    /// </summary>
    public TimeSpan MaxSilence { get; init; } = TimeSpan.FromSeconds(10);
}
