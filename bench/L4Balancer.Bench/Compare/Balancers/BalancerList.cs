namespace L4Balancer.Bench.Compare.Balancers;

/// <summary>Every way that can be compared.</summary>
internal static class BalancerList
{
    /// <summary>What all others are measured by.</summary>
    public const string Reference = "haproxy";

    /// <summary>The engine that the guard watches.</summary>
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
    ];

    /// <summary>Those that take part when nobody names any.</summary>
    public static IReadOnlyList<IBalancer> Default { get; } =
        [.. All.Where(b => b.Name is "direct" or Reference or "nginx" or Guarded or "portable")];
}
