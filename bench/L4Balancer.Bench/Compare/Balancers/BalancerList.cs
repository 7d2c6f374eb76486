namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>All balancers that can be compared.</summary>
internal static class BalancerList
{
    /// <summary>The reference for all others.</summary>
    public const string Reference = "haproxy";

    /// <summary>
    /// Places of the balancers with a queue: many clients of the workload with 500 wait, and one with 50 has no wait.
    /// </summary>
    private const int QueuePlaces = 50;

    /// <summary>The engine checked by the guard.</summary>
    public const string Guarded = "native";

    public static IReadOnlyList<IBalancer> All { get; } =
    [
        new DirectBalancer(),
        new HaproxyBalancer(isSplicing: false),
        new NginxBalancer(),
        new OwnBalancer(Guarded),
        new OwnBalancer("portable"),
        new HaproxyBalancer(isSplicing: true),
        new NftBalancer(),
        new OwnBalancer(Guarded, Observed.Logged),
        new OwnBalancer(Guarded, Observed.Scraped),
        new OwnBalancer(Guarded, Observed.Redis),
        new HaproxyBalancer(isSplicing: false, QueuePlaces),
        new OwnBalancer(Guarded, places: QueuePlaces),
        new OwnBalancer("portable", places: QueuePlaces),
    ];

    /// <summary>The default balancers.</summary>
    public static IReadOnlyList<IBalancer> Default { get; } =
        [.. All.Where(b => b.Name is "direct" or Reference or "nginx" or Guarded or "portable")];
}
