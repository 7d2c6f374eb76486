using System.Collections.Immutable;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>
/// An operator's run-time changes to a pool's entries, applied on top of the config file. The file wins as soon as it
/// says something new about the same entry.
/// </summary>
public sealed record PoolOverlay
{
    public static PoolOverlay None { get; } = new();

    /// <summary>Entries that the file does not have, in the order in which they were added.</summary>
    public ImmutableArray<BackendConfig> Added { get; init; } = [];

    /// <summary>Entries of the file that are not in use.</summary>
    public ImmutableHashSet<BackendAddress> Removed { get; init; } = [];

    /// <summary>Entries, from the file or added, whose weight was changed.</summary>
    public ImmutableDictionary<BackendAddress, WeightOverlay> Weights { get; init; } =
        ImmutableDictionary<BackendAddress, WeightOverlay>.Empty;

    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Weights.IsEmpty;

    /// <summary>The words for the changes to the entry: added, weight; empty if it is as in the file.</summary>
    public IReadOnlyList<string> ChangesOf(BackendAddress entry)
    {
        var changes = new List<string>();
        if (Added.Any(added => added.Address == entry)) changes.Add("added");
        if (Weights.ContainsKey(entry)) changes.Add("weight");
        return changes;
    }

    /// <summary>The weight that an operator set for the entry; null means as configured.</summary>
    internal WeightOverlay? WeightOf(BackendAddress entry) =>
        Weights.TryGetValue(entry, out var wish) ? wish : null;

    /// <summary>The pool in force; the same object if nothing is changed.</summary>
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

    /// <summary>The entries in use, with their weights before any change.</summary>
    internal IEnumerable<BackendConfig> Configured(PoolConfig file) =>
        file.Backends.Where(entry => !Removed.Contains(entry.Address)).Concat(Added);

    /// <summary>The same overlay applied to a file that may say something new.</summary>
    internal PoolOverlay Rebase(PoolConfig file)
    {
        if (IsEmpty) return this;
        var inFile = file.Backends.Select(entry => entry.Address).ToHashSet();
        var next = this with
        {
            Added = Added.RemoveAll(entry => inFile.Contains(entry.Address)),
            Removed = Removed.Intersect(inFile),
        };
        // The entry that stood in for a removed primary may be gone from the file: the removed primaries serve again,
        // because a pool needs a primary backend.
        if (!next.Configured(file).Any(IsPrimary))
        {
            next = next with { Removed = next.Removed.Except(file.Backends.Where(IsPrimary).Select(e => e.Address)) };
        }

        return next with { Weights = Weights.RemoveRange(Weights.Keys.Except(next.Reweighed(file)).ToArray()) };
    }

    internal static bool IsPrimary(BackendConfig entry) => entry.Tier == 0;

    /// <summary>The entries whose configured weight is still the one that an operator replaced.</summary>
    private IEnumerable<BackendAddress> Reweighed(PoolConfig file)
    {
        var firsts = Configured(file).DistinctBy(entry => entry.Address);
        return firsts
            .Where(entry => Weights.TryGetValue(entry.Address, out var wish) && wish.Configured == entry.Weight)
            .Select(entry => entry.Address);
    }
}

/// <summary>The weight that an operator set for an entry.</summary>
/// <param name="Weight">In force, 0 to 1000.</param>
/// <param name="Configured">The weight of the entry without the change; when it changes, the operator's weight is
/// dropped.</param>
public readonly record struct WeightOverlay(int Weight, int Configured);
