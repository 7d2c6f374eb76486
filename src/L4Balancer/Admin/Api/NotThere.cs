using L4Balancer.Core;
using Microsoft.AspNetCore.Http;

namespace L4Balancer.Admin.Api;

/// <summary>Answers for an unknown name, listing the existing ones.</summary>
internal static class NotThere
{
    private const int NamesShown = 8;

    public static RequestRefusedException Pool(string name, IReadOnlyList<string> known) => Of("pool", name, known);

    public static RequestRefusedException Listener(string name, IReadOnlyList<string> known) =>
        Of("listener", name, known);

    /// <param name="pool">As given in a query; null is all pools.</param>
    /// <exception cref="RequestRefusedException">There is no such pool.</exception>
    public static void UnlessKnown(string? pool, IReadOnlyList<string> known)
    {
        if (pool is not null && !known.Contains(pool)) throw Pool(pool, known);
    }

    private static RequestRefusedException Of(string kind, string name, IReadOnlyList<string> known)
    {
        var more = known.Count > NamesShown ? $", and {known.Count - NamesShown} more" : "";
        var there = known.Count == 0 ? "" : $"; known: {string.Join(", ", known.Take(NamesShown))}{more}";
        return new RequestRefusedException(
            StatusCodes.Status404NotFound, $"there is no {kind} {Shown.Quoted(name)}{there}")
        {
            Field = kind,
        };
    }
}
