using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// What an operator changed of a pool's entries while the balancer runs, laid over what the config's file says. The
/// file wins as soon as it says something new about the same entry.
/// </summary>
public sealed record PoolOverlay
{
    public static PoolOverlay None { get; } = new();

    /// <summary>Entries that the file does not have, in the order in which they were added.</summary>
    public ImmutableArray<BackendConfig> Added { get; init; } = [];

    /// <summary>Entries of the file that are out of use.</summary>
    public ImmutableHashSet<BackendAddress> Removed { get; init; } = [];

    /// <summary>Entries, of the file or added, that have another weight.</summary>
    public ImmutableDictionary<BackendAddress, WeightOverlay> Weights { get; init; } =
        ImmutableDictionary<BackendAddress, WeightOverlay>.Empty;

    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Weights.IsEmpty;

    /// <summary>The words for what was changed of the entry: added, weight; none when it is as in the file.</summary>
    public IReadOnlyList<string> ChangesOf(BackendAddress entry)
    {
        var changes = new List<string>();
        if (Added.Any(added => added.Address == entry)) changes.Add("added");
        if (Weights.ContainsKey(entry)) changes.Add("weight");
        return changes;
    }

    /// <summary>The weight that an operator wants for the entry; null is as configured.</summary>
    internal WeightOverlay? WeightOf(BackendAddress entry) =>
        Weights.TryGetValue(entry, out var wish) ? wish : null;

    /// <summary>The pool as it is in force; the same object when nothing is changed.</summary>
    internal PoolConfig ApplyTo(PoolConfig file) => IsEmpty
        ? file
        : file with
        {
            Backends =
            [
                .. Configured(file).Select(
                    entry => entry with { Weight = WeightOf(entry.Address)?.Weight ?? entry.Weight }),
            ],
        };

    /// <summary>The entries in use, with the weights that they have without a wish.</summary>
    internal IEnumerable<BackendConfig> Configured(PoolConfig file) =>
        file.Backends.Where(entry => !Removed.Contains(entry.Address)).Concat(Added);

    /// <summary>The same over a file that may say something new.</summary>
    internal PoolOverlay Rebase(PoolConfig file)
    {
        if (IsEmpty) return this;
        var inFile = file.Backends.Select(entry => entry.Address).ToHashSet();
        var next = this with
        {
            Added = Added.RemoveAll(entry => inFile.Contains(entry.Address)),
            Removed = Removed.Intersect(inFile),
        };
        // The entry that stood in for a removed primary may be gone from the file: the removed ones serve again,
        // because a pool without a primary backend is none.
        if (!next.Configured(file).Any(IsPrimary))
        {
            next = next with { Removed = next.Removed.Except(file.Backends.Where(IsPrimary).Select(e => e.Address)) };
        }

        return next with { Weights = Weights.RemoveRange(Weights.Keys.Except(next.Reweighed(file)).ToArray()) };
    }

    internal static bool IsPrimary(BackendConfig entry) => entry.Tier == 0;

    /// <summary>The entries that still have the weight which they had when another one was wanted.</summary>
    private IEnumerable<BackendAddress> Reweighed(PoolConfig file)
    {
        var firsts = Configured(file).DistinctBy(entry => entry.Address);
        return firsts
            .Where(entry => Weights.TryGetValue(entry.Address, out var wish) && wish.Configured == entry.Weight)
            .Select(entry => entry.Address);
    }
}

/// <summary>The weight that an operator wants for an entry.</summary>
/// <param name="Weight">In force, 1 to 1000.</param>
/// <param name="Configured">The weight of the entry without the wish; when it changes, the wish is over.</param>
public readonly record struct WeightOverlay(int Weight, int Configured);
