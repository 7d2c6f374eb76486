using System.Collections.Immutable;

namespace L4Balancer.Core.Config;

/// <summary>What a config file came to: a model, or at least one error, never both.</summary>
/// <param name="Config">Null when there are errors.</param>
/// <param name="Errors">In the order of the file; after <see cref="Limits.ConfigErrorsMax"/> of them one last line
/// counts the rest.</param>
/// <param name="Warnings">In the order of the file; the config is used all the same.</param>
public sealed record ConfigResult(
    BalancerConfig? Config, ImmutableArray<ConfigProblem> Errors, ImmutableArray<ConfigProblem> Warnings);
