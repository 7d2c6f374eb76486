using L4Balancer.Core.Config;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// The entries of a pool, one by one: each as in the file, and an operator's changes to it since. The reducer keeps the
/// file and an overlay separately; here they are one list.
/// </summary>
internal sealed class EntriesModel(PoolConfig file)
{
    private List<Item> _items = [.. file.Backends.Select(entry => new Item { Entry = entry, IsInFile = true })];
    private PoolConfig _file = file;

    /// <summary>The config of the pool with all changes to its entries.</summary>
    public PoolConfig InForce { get; private set; } = file;

    /// <summary>The file has changed.</summary>
    public void Reload(PoolConfig file)
    {
        var before = _items;
        _file = file;
        _items = [.. file.Backends.Select(entry => new Item { Entry = entry, IsInFile = true })];
        foreach (var item in _items)
        {
            var known = before.Find(other => other.Address == item.Address);
            item.IsRemoved = known is { IsInFile: true, IsRemoved: true };
            if (known?.Entry.Weight == First(item.Address)!.Entry.Weight) item.Weight = known.Weight;
        }

        _items.AddRange(before.Where(item => !item.IsInFile && First(item.Address) is null));
        if (!_items.Exists(item => item is { IsRemoved: false, Entry.Tier: 0 }))
        {
            foreach (var item in _items.Where(item => item.Entry.Tier == 0).SelectMany(item => All(item.Address)))
            {
                item.IsRemoved = false;
            }
        }

        Renew();
    }

    /// <summary>Returns the new weight; null if that is no change.</summary>
    public int? Weigh(BackendAddress address, int? weight)
    {
        var item = First(address)!;
        var (before, after) = (item.Weight ?? item.Entry.Weight, weight ?? item.Entry.Weight);
        if (before == after) return null;
        foreach (var each in All(address)) each.Weight = after == item.Entry.Weight ? null : after;
        Renew();
        return after;
    }

    /// <summary>The file has it, but an operator removed it.</summary>
    public bool IsTakenOut(BackendAddress address) => First(address) is { IsInFile: true, IsRemoved: true };

    public bool TryAdd(BackendConfig entry)
    {
        var known = First(entry.Address);
        if (known is { IsRemoved: false }) return false;
        if (known is not null)
        {
            if (known.Entry.Tier != entry.Tier || known.Entry.MaxConnections != entry.MaxConnections) return false;
            foreach (var item in All(entry.Address)) item.IsRemoved = false;
            Weigh(entry.Address, entry.Weight);
        }
        else
        {
            _items.Add(new Item { Entry = entry });
        }

        Renew();
        return true;
    }

    public bool TryRemove(BackendAddress address)
    {
        if (First(address) is not { IsRemoved: false }) return false;
        if (!InForce.Backends.Any(entry => entry.Address != address && entry.Tier == 0)) return false;
        foreach (var item in All(address)) (item.IsRemoved, item.Weight) = (true, null);
        _items.RemoveAll(item => item is { IsInFile: false, IsRemoved: true });
        Renew();
        return true;
    }

    private Item? First(BackendAddress address) => _items.Find(item => item.Address == address);

    private Item[] All(BackendAddress address) => [.. _items.Where(item => item.Address == address)];

    private void Renew()
    {
        var used = _items.Where(item => !item.IsRemoved);
        InForce = _file with
        {
            Backends = [.. used.Select(item => item.Entry with { Weight = item.Weight ?? item.Entry.Weight })],
        };
    }

    private sealed class Item
    {
        public required BackendConfig Entry { get; init; }

        public BackendAddress Address => Entry.Address;

        public bool IsInFile { get; init; }

        public bool IsRemoved { get; set; }

        public int? Weight { get; set; }
    }
}
