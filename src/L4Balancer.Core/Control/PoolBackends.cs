using System.Collections.Immutable;
using System.Net;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// Which backends a pool has: its entries, with host names replaced by the addresses that they resolve to.
/// </summary>
internal static class PoolBackends
{
    /// <summary>
    /// The pool with the backends of its config and of <paramref name="names"/>. An address that occurs twice counts
    /// once, as its first entry says; a name that was never resolved gives no backend.
    /// </summary>
    public static PoolState Renew(
        PoolState pool,
        ImmutableDictionary<string, ImmutableArray<IPAddress>> names,
        Transition transition,
        bool isSilent)
    {
        var left = pool.Backends.ToDictionary(backend => backend.Address);
        var seen = new HashSet<NetAddress>();
        var backends = ImmutableArray.CreateBuilder<BackendState>();
        foreach (var (address, entry) in Expand(pool.Config, names))
        {
            if (!seen.Add(address)) continue;
            var isKnown = left.Remove(address, out var known);
            if (!isKnown && !isSilent) transition.Tell(new BackendAdded(pool.Config.Name, address));
            var backend = known ?? new BackendState(address, entry)
            {
                TurnedAt = transition.Now,
                IsOnTrial = pool.ChangedIn > 0,
            };
            backends.Add(backend.Under(entry, pool.Config.Health, transition.Now));
        }

        foreach (var gone in pool.Backends)
        {
            if (left.ContainsKey(gone.Address)) Leave(transition, pool, gone);
        }

        return pool with { Backends = backends.DrainToImmutable() };
    }

    /// <summary>
    /// A backend is gone from the pool. What runs on it goes on, so nothing ends its sessions any more: else those of a
    /// backend of this address that comes later would be ended, too.
    /// </summary>
    public static void Leave(Transition transition, PoolState pool, BackendState gone)
    {
        BackendWishes.SpareIfEnding(transition, pool.Config.Name, gone);
        transition.Tell(new BackendRemoved(pool.Config.Name, gone.Address));
    }

    private static IEnumerable<(NetAddress Address, BackendConfig Entry)> Expand(
        PoolConfig config, ImmutableDictionary<string, ImmutableArray<IPAddress>> names)
    {
        foreach (var entry in config.Backends)
        {
            if (entry.Address.Fixed is { } address) yield return (address, entry);
            if (entry.Address.HostName is not { } name || !names.TryGetValue(name, out var ips)) continue;
            foreach (var ip in ips) yield return (NetAddress.FromIp(ip, entry.Address.Port), entry);
        }
    }
}
