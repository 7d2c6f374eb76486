namespace L4Balancer.Core;

/// <summary>The bounds of rebalancing.</summary>
public static partial class Limits
{
    /// <summary>Sessions ended per second at most: they are chosen from one list of sessions.</summary>
    public const int RebalanceRateMax = 1000;

    /// <summary>How often the balance of a pool is looked at.</summary>
    public static readonly TimeSpan RebalanceInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Looks in a row (5) that must show an imbalance before it begins, and none before it is over: sessions come and
    /// go.
    /// </summary>
    public const int RebalanceLooks = 5;

    /// <summary>The time (5 s) that clients have to connect again after their session was ended.</summary>
    public static readonly TimeSpan RebalancePatience = TimeSpan.FromSeconds(5);

    /// <summary>Ended sessions are compared with new ones over this time (30 s), which is one sample a look.</summary>
    public static readonly TimeSpan RebalanceWindow = TimeSpan.FromSeconds(30);

    /// <summary>Below so many ended sessions nothing is concluded.</summary>
    public const int RebalanceVolumeMin = 5;

    /// <summary>The share of ended sessions, in percent, that must be followed by new ones.</summary>
    public const int RebalanceSuccessMin = 95;
}
