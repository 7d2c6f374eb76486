using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// Determines the backends of a pool: its entries, with host names replaced by the addresses that they resolve to.
/// </summary>
internal static class PoolBackends
{
    /// <summary>
    /// The pool with the backends of its config and of its host names. An address that occurs twice counts once, as in
    /// its first entry; a name that has never been resolved yields no backend.
    /// </summary>
    public static PoolState Renew(
        PoolState pool, BackendSources sources, Transition transition, bool isSilent = false)
    {
        var (name, hold, now) = (pool.Config.Name, sources.Config.ResolveHold, transition.Now);
        var left = pool.Backends.ToDictionary(backend => backend.Address);
        var held = HeldBackends.StillHeld(pool, hold, now);
        var seen = new HashSet<NetAddress>();
        var backends = ImmutableArray.CreateBuilder<BackendState>();
        foreach (var (address, entry) in Expand(pool.Config, sources))
        {
            if (!seen.Add(address)) continue;
            var isKnown = left.Remove(address, out var known);
            var isBack = held.Remove(address, out var back) && !isKnown;
            if (!isKnown && !isSilent) transition.Tell(new BackendAdded(name, address) { IsBack = isBack });
            var backend = known ?? back?.Backend.Returned() ?? new BackendState(address, entry)
            {
                TurnedAt = now,
                IsOnTrial = pool.ChangedIn > 0,
            };
            backends.Add(backend.Under(entry, pool.Overlay.WeightOf(entry.Address), pool.Config, now));
        }

        var gone = pool.Backends.Where(backend => left.ContainsKey(backend.Address)).ToArray();
        foreach (var backend in gone) Leave(transition, pool, backend);
        return pool with
        {
            Backends = backends.DrainToImmutable(),
            Held = HeldBackends.Add(held, pool, gone, hold, now),
            Ignored = Ignore(pool, sources, transition),
        };
    }

    /// <summary>
    /// A backend left the pool. Its running sessions continue and are no longer ended by a drain: otherwise the
    /// sessions of a backend that later has the same address would be ended, too.
    /// </summary>
    public static void Leave(Transition transition, PoolState pool, BackendState gone)
    {
        BackendWishes.SpareIfEnding(transition, pool.Config.Name, gone);
        transition.Tell(new BackendRemoved(pool.Config.Name, gone.Address));
    }

    private static IEnumerable<(NetAddress Address, BackendConfig Entry)> Expand(
        PoolConfig config, BackendSources sources)
    {
        foreach (var entry in config.Backends)
        {
            if (entry.Address.Fixed is { } address) yield return (address, entry);
            foreach (var resolved in Resolved(entry, sources))
            {
                if (!IsOwn(resolved, sources)) yield return (resolved, entry);
            }
        }
    }

    private static IEnumerable<NetAddress> Resolved(BackendConfig entry, BackendSources sources) =>
        entry.Address.HostName is { } name && sources.Names.TryGetValue(name, out var known)
            ? known.For(entry).Select(ip => NetAddress.FromIp(ip, entry.Address.Port))
            : [];

    private static bool IsOwn(NetAddress address, BackendSources sources) =>
        OwnListeners.Find(sources.Config, address, sources.Own) is not null;

    /// <summary>Addresses of the names that are not used; reported when new.</summary>
    private static ImmutableArray<IgnoredAddress> Ignore(PoolState pool, BackendSources sources, Transition transition)
    {
        var ignored = pool.Config.Backends.SelectMany(entry => Ignored(entry, sources)).Distinct().ToImmutableArray();
        if (ignored.SequenceEqual(pool.Ignored)) return pool.Ignored;
        foreach (var one in ignored.Except(pool.Ignored))
        {
            transition.Tell(new AddressIgnored(pool.Config.Name, one.HostName, one.Address, one.Why));
        }

        return ignored;
    }

    private static IEnumerable<IgnoredAddress> Ignored(BackendConfig entry, BackendSources sources)
    {
        var (name, port) = (entry.Address.HostName, entry.Address.Port);
        if (name is null || !sources.Names.TryGetValue(name, out var known)) return [];
        var useless = known.Unusable
            .Select(ip => new IgnoredAddress(NetAddress.FromIp(ip, port), name, IgnoredAddress.WhyUnusable(ip)));
        var own = Resolved(entry, sources).Where(address => IsOwn(address, sources))
            .Select(address => new IgnoredAddress(address, name, IgnoredAddress.IsOwnListener));
        return useless.Concat(own);
    }
}
