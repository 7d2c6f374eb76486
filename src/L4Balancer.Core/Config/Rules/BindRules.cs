using System.Net.Sockets;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config.Rules;

/// <summary>
/// No two listeners on one address. A wildcard takes its port on every address of its family, a dual-stack one in both
/// families; <c>0.0.0.0</c> and <c>[::]</c> can coexist (ip(7), ipv6(7): IPV6_V6ONLY). Port 0 is any free port,
/// chosen by the kernel.
/// </summary>
internal static class BindRules
{
    public static void Check(BalancerConfig config, Place root, ConfigReading reading)
    {
        var binds = config.Listeners.SelectMany(l => l.Bind).ToList();
        if (config.Admin is { } admin) binds.AddRange(admin.Bind);

        var taken = new Dictionary<string, BindAddress>(StringComparer.Ordinal);
        foreach (var bind in binds)
        {
            RefuseIfTaken(bind, taken, reading);
            foreach (var claim in ClaimsOf(bind)) taken.TryAdd(claim, bind);
        }
    }

    private static void RefuseIfTaken(BindAddress bind, Dictionary<string, BindAddress> taken, ConfigReading reading)
    {
        foreach (var conflict in ConflictsOf(bind))
        {
            if (!taken.TryGetValue(conflict, out var other)) continue;
            reading.Error(
                reading.PlaceOf(bind), $"{Words.Show(bind.ToString())} overlaps {Words.Show(other.ToString())} on line "
                + $"{reading.PlaceOf(other).At.Line}", "each address and port once");
            return;
        }
    }

    /// <summary>
    /// The claims of an address: itself, and for its family and port "some", for a wildcard also "all".
    /// </summary>
    private static IEnumerable<string> ClaimsOf(BindAddress bind)
    {
        if (bind.Address is { UnixPath: null, Port: 0 }) yield break;
        yield return bind.Address.ToString();
        foreach (var family in FamiliesOf(bind))
        {
            yield return Some(family, bind);
            if (bind.IsWildcard) yield return All(family, bind);
        }
    }

    /// <summary>
    /// The claims that an address conflicts with: a wildcard with any of its family, another with a
    /// wildcard.
    /// </summary>
    private static IEnumerable<string> ConflictsOf(BindAddress bind)
    {
        if (bind.Address is { UnixPath: null, Port: 0 }) yield break;
        yield return bind.Address.ToString();
        foreach (var family in FamiliesOf(bind))
        {
            yield return bind.IsWildcard ? Some(family, bind) : All(family, bind);
        }
    }

    private static string Some(AddressFamily family, BindAddress bind) => $"some {family} {bind.Address.Port}";

    private static string All(AddressFamily family, BindAddress bind) => $"all {family} {bind.Address.Port}";

    private static AddressFamily[] FamiliesOf(BindAddress bind) => bind switch
    {
        { IsDualStack: true } => [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6],
        { Address.Ip: { } ip } => [ip.AddressFamily],
        _ => [],
    };
}
