using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// An operator's changes to the entries of a pool. They go into the pool's overlay; from then on the pool behaves as if
/// its config contained them. A change that cannot be made is answered with a <see cref="Refusal"/>.
/// </summary>
internal static class EntryWishes
{
    /// <summary>
    /// Applies to the entry that the backend comes from: all addresses of a host name have one weight.
    /// </summary>
    public static void Apply(Transition transition, WeightWanted wanted)
    {
        if (!transition.TryFindBackend(wanted.Pool, wanted.Address, out var place)) return;
        if (!transition.IsInRange(wanted.Pool, "weight", wanted.Weight, 0, Limits.WeightMax)) return;
        var pool = transition.Pool(place.Pool);
        var entry = transition.Backend(place).Config;
        var configured = pool.Overlay.Configured(pool.FileConfig).First(e => e.Address == entry.Address).Weight;
        var weight = wanted.Weight ?? configured;
        if (weight == entry.Weight) return;

        foreach (var backend in pool.Backends.Where(backend => backend.Config.Address == entry.Address))
        {
            transition.Tell(new WeightChanged(wanted.Pool, backend.Address, weight));
        }

        var weights = Weigh(pool.Overlay, entry.Address, weight, configured);
        Put(transition, place.Pool, pool.Overlay with { Weights = weights });
    }

    /// <summary>
    /// This also restores an entry of the file that was removed at run time, as it is in the file except for the
    /// weight.
    /// </summary>
    public static void Apply(Transition transition, BackendAddWanted wanted)
    {
        if (!transition.TryFindPool(wanted.Pool, out var index)) return;
        var (pool, entry) = (transition.Pool(index), wanted.Entry);
        if (!IsPossible(transition, pool, entry)) return;
        var removed = pool.FileConfig.Backends.FirstOrDefault(known => known.Address == entry.Address);
        if (removed is not null)
        {
            TakeBack(transition, index, removed, entry);
            return;
        }

        if (pool.Overlay.Added.Length < Limits.AddedEntriesMax)
        {
            Put(transition, index, pool.Overlay with { Added = pool.Overlay.Added.Add(entry) });
            return;
        }

        transition.Refuse(
            wanted.Pool, $"{Limits.AddedEntriesMax} entries were added at run time: more belong into the config");
    }

    public static void Apply(Transition transition, BackendRemoveWanted wanted)
    {
        if (!transition.TryFindPool(wanted.Pool, out var index)) return;
        var (pool, address) = (transition.Pool(index), wanted.Address);
        if (pool.Config.Backends.All(entry => entry.Address != address))
        {
            transition.NotFound(wanted.Pool, WhyNoEntry(pool, address));
            return;
        }

        if (!pool.Config.Backends.Any(entry => entry.Address != address && PoolOverlay.IsPrimary(entry)))
        {
            transition.Refuse(wanted.Pool, $"{address} is its last entry of tier 0, and a pool keeps one");
            return;
        }

        var overlay = pool.Overlay with { Weights = pool.Overlay.Weights.Remove(address) };
        var isOfFile = pool.FileConfig.Backends.Any(entry => entry.Address == address);
        Put(transition, index, isOfFile
            ? overlay with { Removed = overlay.Removed.Add(address) }
            : overlay with { Added = overlay.Added.RemoveAll(entry => entry.Address == address) });
    }

    private static void TakeBack(Transition transition, int index, BackendConfig removed, BackendConfig wanted)
    {
        var pool = transition.Pool(index);
        if ((wanted.Tier, wanted.MaxConnections) != (removed.Tier, removed.MaxConnections))
        {
            transition.Refuse(pool.Config.Name, $"the config has {wanted.Address} with tier {removed.Tier} and "
                + $"max-connections {removed.MaxConnections}: it comes back with these only");
            return;
        }

        Put(transition, index, pool.Overlay with
        {
            Removed = pool.Overlay.Removed.Remove(wanted.Address),
            Weights = Weigh(pool.Overlay, wanted.Address, wanted.Weight, removed.Weight),
        });
    }

    private static bool IsPossible(Transition transition, PoolState pool, BackendConfig entry)
    {
        var name = pool.Config.Name;
        var isInRange = transition.IsInRange(name, "weight", entry.Weight, 0, Limits.WeightMax)
            && transition.IsInRange(name, "tier", entry.Tier, 0, Limits.TierMax)
            && transition.IsInRange(name, "max-connections", entry.MaxConnections, 0, Limits.ConnectionsMax);
        if (!isInRange) return false;
        if (pool.Config.Backends.Any(known => known.Address == entry.Address))
        {
            return transition.Refuse(name, $"it has {entry.Address} already");
        }

        // An entry of the file is restored even if an earlier name has its address, as a reload would restore it.
        if (pool.Overlay.Removed.Contains(entry.Address)) return true;
        var index = entry.Address.Fixed is { } address ? pool.IndexOf(address) : -1;
        return index < 0 || transition.Refuse(
            name, $"it has {entry.Address} already, as an address of {pool.Backends[index].Config.Address}");
    }

    private static string WhyNoEntry(PoolState pool, BackendAddress address)
    {
        var index = address.Fixed is { } known ? pool.IndexOf(known) : -1;
        var none = $"the pool {Shown.Quoted(pool.Config.Name)} has no entry {address}";
        return index < 0
            ? none
            : $"{none}; it is an address of {pool.Backends[index].Config.Address}: remove that, or drain it";
    }

    private static ImmutableDictionary<BackendAddress, WeightOverlay> Weigh(
        PoolOverlay overlay, BackendAddress entry, int weight, int configured) => weight == configured
        ? overlay.Weights.Remove(entry)
        : overlay.Weights.SetItem(entry, new WeightOverlay(weight, configured));

    private static void Put(Transition transition, int index, PoolOverlay overlay)
    {
        var before = transition.State;
        var pool = transition.Pool(index);
        transition.SetPool(index, pool with { Overlay = overlay, Config = overlay.ApplyTo(pool.FileConfig) });
        transition.State = before with { Names = Names.Keep(before.Names, transition.PoolConfigs) };
        var sources = BackendSources.Of(transition);
        transition.SetPool(index, PoolBackends.Renew(transition.Pool(index), sources, transition));
        transition.TouchMembers();
        transition.TouchNames();
        transition.Touch(index);
    }
}
