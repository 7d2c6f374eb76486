using System.Collections.Immutable;
using L4Balancer.Core.Config.Documents;

namespace L4Balancer.Core.Config;

/// <summary>What a config file came to: a model, or at least one error, never both.</summary>
/// <param name="Config">Null when there are errors.</param>
/// <param name="Errors">In the order of the file; after <see cref="Limits.ConfigErrorsMax"/> of them one last line
/// counts the rest.</param>
/// <param name="Warnings">In the order of the file; the config is used all the same.</param>
public sealed record ConfigResult(
    BalancerConfig? Config, ImmutableArray<ConfigProblem> Errors, ImmutableArray<ConfigProblem> Warnings)
{
    private IReadOnlyDictionary<string, ConfigPlace>? _places;

    /// <summary>
    /// Where each key and each item of a list is written, by its path as problems have it:
    /// <c>pools.db.backends[0].weight</c>. Found when first asked for, which is rare.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigPlace> Places => _places ??= WrittenPlaces.Of(Document);

    /// <summary>Null when the text could not be made into a document.</summary>
    internal ConfigNode? Document { get; init; }
}
