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

    /// <summary>The default balancers that are not available, and why.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether to measure on a busy machine too.</summary>
    public bool IsForced { get; init; }

    /// <summary>The limits to guard, instead of the plan; null does not guard.</summary>
    public IReadOnlyList<GuardLine>? GuardLines { get; init; }

    /// <summary>Where to write all measurements; null is nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where to write a chart; null is nowhere.</summary>
    public string? SvgFile { get; init; }
}
