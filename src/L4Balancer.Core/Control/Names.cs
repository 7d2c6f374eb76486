using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>The host names of a config, and what they resolve to.</summary>
public static class Names
{
    /// <summary>Each once, in the order of the config.</summary>
    public static ImmutableArray<string> Of(BalancerConfig config) => Of(config.Pools);

    /// <summary>Each once, in the order of the pools.</summary>
    internal static ImmutableArray<string> Of(IEnumerable<PoolConfig> pools)
    {
        var names = pools.SelectMany(pool => pool.Backends).Select(entry => entry.Address.HostName);
        return [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The resolved names that the pools still have.</summary>
    internal static ImmutableDictionary<string, ImmutableArray<IPAddress>> Keep(
        ImmutableDictionary<string, ImmutableArray<IPAddress>> names, IEnumerable<PoolConfig> pools)
    {
        if (names.IsEmpty) return names;
        var wanted = Of(pools).ToHashSet(StringComparer.Ordinal);
        return names.RemoveRange(names.Keys.Where(name => !wanted.Contains(name)).ToArray());
    }

    /// <summary>The known names with those that were found, which replace what was known of them.</summary>
    internal static ImmutableDictionary<string, ImmutableArray<IPAddress>> Merge(
        ImmutableDictionary<string, ImmutableArray<IPAddress>> known,
        ImmutableDictionary<string, ImmutableArray<IPAddress>> found) =>
        known.SetItems(found.Select(name => KeyValuePair.Create(name.Key, Sort(name.Value))));

    /// <summary>
    /// Each address once, sorted by its bytes, IPv4 first. Servers rotate their answers: that must not look like a
    /// change.
    /// </summary>
    internal static ImmutableArray<IPAddress> Sort(ImmutableArray<IPAddress> addresses)
    {
        var sorted = addresses.Distinct().ToArray();
        Array.Sort(sorted, Compare);
        return [.. sorted.Take(Limits.AddressesPerNameMax)];
    }

    private static int Compare(IPAddress one, IPAddress other)
    {
        var (mine, theirs) = (one.GetAddressBytes(), other.GetAddressBytes());
        var byLength = mine.Length.CompareTo(theirs.Length);
        return byLength != 0 ? byLength : mine.AsSpan().SequenceCompareTo(theirs);
    }
}
