using System.Collections.Immutable;

namespace L4Balancer.Core.Import;

/// <summary>The result of an import.</summary>
/// <param name="Yaml">Our configuration, which reads without errors; null if there is none.</param>
/// <param name="Findings">In the order of the file.</param>
/// <param name="Used">The lines of which something is in the YAML, or that say what is so anyway; with findings, every
/// line that has a directive is named.</param>
public sealed record ImportResult(
    ForeignFormat From, string? Yaml, ImmutableArray<ImportFinding> Findings,
    ImmutableArray<(string File, int Line)> Used)
{
    /// <summary>Whether every line was understood, and taken over as a whole.</summary>
    public bool IsComplete => Yaml is not null && Findings.All(f => f.Kind == FindingKind.Differs);
}
