using System.Collections.Immutable;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config;

/// <summary>The result of reading a config file: a model, or at least one error, never both.</summary>
/// <param name="Config">Null if there are errors.</param>
/// <param name="Errors">In the order of the file; after <see cref="Limits.ConfigErrorsMax"/> of them one last line
/// counts the rest.</param>
/// <param name="Warnings">In the order of the file; the config is used nevertheless.</param>
public sealed record ConfigResult(
    BalancerConfig? Config, ImmutableArray<ConfigProblem> Errors, ImmutableArray<ConfigProblem> Warnings)
{
    private IReadOnlyDictionary<string, ConfigPlace>? _places;

    /// <summary>
    /// The location of each key and each list item, by its path as in problems:
    /// <c>pools.db.backends[0].weight</c>. Computed on first use, which is rare.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigPlace> Places => _places ??= WrittenPlaces.Of(Document);

    /// <summary>Null if the text could not be parsed as a document.</summary>
    internal ConfigNode? Document { get; init; }
}
