using L4Balancer.Bench.Compare.Guarding;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>A checked command line of <c>compare</c>.</summary>
internal sealed record CompareOptions
{
    /// <summary>What to measure and report.</summary>
    public ComparePlan Plan { get; init; } = ComparePlan.Nothing;

    public required Toolbox Tools { get; init; }

    /// <summary>What was asked for by default and cannot take part, and why.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Measures on a busy machine too.</summary>
    public bool IsForced { get; init; }

    /// <summary>The lines to guard, instead of the plan; null does not guard.</summary>
    public IReadOnlyList<GuardLine>? GuardLines { get; init; }

    /// <summary>Where to write everything that was measured; null is nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where to write a chart; null is nowhere.</summary>
    public string? SvgFile { get; init; }
}
