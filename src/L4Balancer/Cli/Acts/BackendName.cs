using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;
using L4Balancer.Core;

namespace L4Balancer.Cli.Acts;

/// <summary>A backend in a pool, as an operator refers to it.</summary>
/// <param name="Entry">The entry of the config that the backend belongs to.</param>
internal sealed record BackendName(string Pool, string Address, string Entry)
{
    public const string Form = "POOL/BACKEND";

    private const int CandidatesShown = 8;

    /// <summary>
    /// Finds the backend. It may be given by its address, its entry, its host or its port alone; the pool may be
    /// omitted. Only whole parts match: an address never matches another one that merely begins with it.
    /// </summary>
    /// <exception cref="AdminException">No backend matches, or more than one does.</exception>
    public static BackendName Find(IReadOnlyList<PoolSnapshot> pools, string text) => Find(pools, text, Names);

    /// <summary>
    /// Finds an entry, which need not have a backend: its name may be unresolved, or its address belong to another.
    /// </summary>
    /// <exception cref="AdminException">No entry matches, or more than one does.</exception>
    public static BackendName FindEntry(IReadOnlyList<PoolSnapshot> pools, string text) => Find(
        pools, text, from => [.. IdleEntries(from), .. Names(from)]);

    private static BackendName Find(
        IReadOnlyList<PoolSnapshot> pools, string text, Func<IReadOnlyList<PoolSnapshot>, BackendName[]> namesOf)
    {
        var slash = text.IndexOf('/');
        var pool = slash < 0 ? null : pools.FirstOrDefault(p => p.Name == text[..slash]);
        var wanted = pool is null ? text : text[(slash + 1)..];
        var all = namesOf(pool is null ? pools : [pool]);
        var exact = all.Where(b => b.Address == wanted).DistinctBy(b => b.ToString()).ToArray();
        var found = exact.Length > 0 ? exact : [.. all.Where(b => b.IsMeantBy(wanted))];
        if (found.Length == 1) return found[0];
        var candidates = found.Length > 0 ? found : all;
        var shown = string.Join(", ", candidates.Take(CandidatesShown).Select(b => b.ToString()));
        if (candidates.Length > CandidatesShown) shown += ", ...";
        throw AdminException.Refused(found.Length > 0
            ? $"{Shown.Quoted(text)} matches {found.Length} backends: {shown}"
            : $"there is no backend {Shown.Quoted(text)}" + (all.Length == 0 ? "" : $"; known: {shown}"));
    }

    public override string ToString() => $"{Pool}/{Address}";

    private static BackendName[] Names(IReadOnlyList<PoolSnapshot> pools) =>
        [.. pools.SelectMany(p => p.Backends.Select(b => new BackendName(p.Name, b.Address, b.Entry))
            .Concat(p.Held.Select(h => new BackendName(p.Name, h.Address, h.Entry))))];

    private static IEnumerable<BackendName> IdleEntries(IReadOnlyList<PoolSnapshot> pools) =>
        pools.SelectMany(p => p.IdleEntries.Select(entry => new BackendName(p.Name, entry, entry)));

    private bool IsMeantBy(string part) => Entry == part || HasPart(Address, part) || HasPart(Entry, part);

    private static bool HasPart(string address, string part)
    {
        if (address.StartsWith("unix:", StringComparison.Ordinal))
            return address["unix:".Length..] == part || Path.GetFileName(address) == part;
        var colon = address.LastIndexOf(':');
        return colon >= 0 && (address[..colon].Trim('[', ']') == part.Trim('[', ']')
            || address[(colon + 1)..] == part.TrimStart(':'));
    }
}
