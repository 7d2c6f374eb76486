namespace L4Balancer.Core.Policies;

/// <summary>
/// The assignment of clients to backends: a Maglev table over the addresses and full weights of all backends of a set,
/// whatever their health and their order in the config. Immutable, so that the policies before and after a change of
/// health share one.
/// </summary>
internal sealed class MaglevTable
{
    private readonly NetAddress[] _addresses;
    private readonly int[] _weights;
    private readonly int[] _owners;

    public MaglevTable(BackendView[] all)
    {
        _addresses = Array.ConvertAll(all, backend => backend.Address);
        _weights = Array.ConvertAll(all, backend => backend.FullWeight);
        Hashes = Array.ConvertAll(_addresses, AddressHash.Of);
        ByAddress = new int[all.Length];
        for (var i = 0; i < all.Length; i++) ByAddress[i] = i;
        Array.Sort(Array.ConvertAll(_addresses, address => address.ToString()), ByAddress, StringComparer.Ordinal);
        _owners = all.Length == 0 ? [] : OwnersOf();
    }

    /// <summary>The hash of each backend's address, in the order of the set.</summary>
    public ulong[] Hashes { get; }

    /// <summary>
    /// The indexes of the set in the order of the addresses' texts, which is the same on every balancer.
    /// </summary>
    public int[] ByAddress { get; }

    /// <summary>The index of the backend that owns a hash. The table must not be empty.</summary>
    public int OwnerOf(ulong hash) => _owners[(int)(((hash >> 32) * Limits.MaglevTableSize) >> 32)];

    /// <summary>How many slots each backend owns, in the order of the set.</summary>
    public int[] CountSlots()
    {
        var counts = new int[_addresses.Length];
        foreach (var owner in _owners) counts[owner]++;
        return counts;
    }

    /// <summary>Whether these backends would have the same table. O(n).</summary>
    public bool IsOf(BackendView[] all)
    {
        if (all.Length != _addresses.Length) return false;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].FullWeight != _weights[i] || !all[i].Address.Equals(_addresses[i])) return false;
        }

        return true;
    }

    private int[] OwnersOf()
    {
        var hashes = Array.ConvertAll(ByAddress, index => Hashes[index]);
        var weights = Array.ConvertAll(ByAddress, index => _weights[index]);
        var owners = MaglevFill.Fill(hashes, weights);
        for (var slot = 0; slot < owners.Length; slot++) owners[slot] = ByAddress[owners[slot]];
        return owners;
    }
}
