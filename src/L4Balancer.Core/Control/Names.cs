using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Control;

/// <summary>The host names of a config, and the order of their addresses.</summary>
public static class Names
{
    /// <summary>By their bytes, IPv4 first. Servers rotate their answers: that must not look like a change.</summary>
    internal static IComparer<IPAddress> ByBytes { get; } = Comparer<IPAddress>.Create(Compare);

    /// <summary>Each name once, in the order of the config.</summary>
    public static ImmutableArray<string> Of(BalancerConfig config) => Of(config.Pools);

    /// <summary>Each name once, in the order of the pools.</summary>
    internal static ImmutableArray<string> Of(IEnumerable<PoolConfig> pools)
    {
        var names = pools.SelectMany(pool => pool.Backends).Select(entry => entry.Address.HostName);
        return [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The indexes of the pools that use a host name.</summary>
    internal static FrozenDictionary<string, ImmutableArray<int>> UsersOf(IEnumerable<PoolConfig> pools)
    {
        var uses = pools.Index().SelectMany(pool => Of([pool.Item]).Select(name => (Name: name, pool.Index)));
        return uses.GroupBy(use => use.Name, StringComparer.Ordinal).ToFrozenDictionary(
            use => use.Key, use => use.Select(each => each.Index).ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>Whether the pool has an entry with this name.</summary>
    internal static bool Uses(PoolConfig pool, string hostName) =>
        pool.Backends.Any(entry => string.Equals(entry.Address.HostName, hostName, StringComparison.Ordinal));

    /// <summary>The known names that the pools still have.</summary>
    internal static ImmutableDictionary<string, NameState> Keep(
        ImmutableDictionary<string, NameState> names, IEnumerable<PoolConfig> pools)
    {
        if (names.IsEmpty) return names;
        var wanted = Of(pools).ToHashSet(StringComparer.Ordinal);
        return names.RemoveRange(names.Keys.Where(name => !wanted.Contains(name)).ToArray());
    }

    /// <summary>Each address once, sorted, up to the limit.</summary>
    internal static ImmutableArray<IPAddress> Sort(IEnumerable<IPAddress> addresses) =>
        [.. addresses.Distinct().Order(ByBytes).Take(Limits.AddressesPerNameMax)];

    /// <summary>
    /// False for addresses that identify no host: 0.0.0.0 and ::, with which the kernel connects to this machine;
    /// multicast; and link-local IPv6, which means nothing without its zone.
    /// </summary>
    internal static bool IsUsable(IPAddress ip) => AddressText.IsUnicast(ip) && !ip.IsIPv6LinkLocal;

    private static int Compare(IPAddress one, IPAddress other)
    {
        var (mine, theirs) = (one.GetAddressBytes(), other.GetAddressBytes());
        var byLength = mine.Length.CompareTo(theirs.Length);
        return byLength != 0 ? byLength : mine.AsSpan().SequenceCompareTo(theirs);
    }
}
