using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// A host name resolved: its entries stand for these addresses from now on. Addresses that stay keep all they have.
/// </summary>
internal static class NameResolution
{
    public static void Apply(Transition transition, NameResolved resolved)
    {
        Invariant.Require(!resolved.Addresses.IsDefaultOrEmpty, "A failed resolution is no event.");
        var state = transition.State;
        var isWanted = Names.Of(transition.PoolConfigs).Contains(resolved.HostName, StringComparer.Ordinal);
        var addresses = Names.Sort(resolved.Addresses);
        var isKnown = state.Names.TryGetValue(resolved.HostName, out var known) && known.SequenceEqual(addresses);
        if (!isWanted || isKnown) return;

        transition.State = state with { Names = state.Names.SetItem(resolved.HostName, addresses) };
        var indexes = Enumerable.Range(0, transition.PoolCount);
        var touched = indexes.Where(index => Uses(transition.ConfigOf(index), resolved.HostName)).ToArray();
        foreach (var index in touched)
        {
            var pool = PoolBackends.Renew(transition.Pool(index), transition.State.Names, transition, isSilent: false);
            transition.SetPool(index, pool);
        }

        transition.TouchMembers();
        foreach (var index in touched) transition.Touch(index);
    }

    private static bool Uses(PoolConfig config, string hostName) =>
        config.Backends.Any(entry => string.Equals(entry.Address.HostName, hostName, StringComparison.Ordinal));
}
