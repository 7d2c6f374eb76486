namespace L4Balancer.Core.Health;

/// <summary>
/// From figures to a weight: each figure allows a share, and the smallest share counts, because the scarcest resource
/// decides how much more a server can do. A figure whose ramp is null does not count.
/// </summary>
public sealed record WeightRules
{
    private const double Whole = 100;

    /// <summary>In percent in use. The first tenth is the noise of an idle server.</summary>
    public WeightRamp? Cpu { get; init; } = new(10, 100);

    /// <summary>In percent in use. A database uses most of the memory on purpose.</summary>
    public WeightRamp? Memory { get; init; } = new(85, 98);

    /// <summary>Per processor. Tasks that wait for a disk count, too.</summary>
    public WeightRamp? Load { get; init; } = new(1, 5);

    /// <summary>In percent of the last 10 s.</summary>
    public WeightRamp? PsiCpu { get; init; } = new(20, 95);

    public WeightRamp? PsiMemory { get; init; } = new(5, 50);

    public WeightRamp? PsiIo { get; init; } = new(30, 95);

    /// <summary>
    /// The smallest weight, 0 to 100. At least 1 unless an overloaded server is to get no new sessions at all, which
    /// moves its load to the others at once.
    /// </summary>
    public int Floor { get; init; } = 5;

    /// <summary>The weight in percent, <see cref="Floor"/> to 100.</summary>
    public double WeightOf(HostFigures figures)
    {
        var share = Least(
            Cpu?.ShareOf(figures.Cpu), Memory?.ShareOf(figures.Memory), Load?.ShareOf(figures.Load),
            PsiCpu?.ShareOf(figures.PsiCpu), PsiMemory?.ShareOf(figures.PsiMemory), PsiIo?.ShareOf(figures.PsiIo));
        return Math.Max(Floor, share * Whole);
    }

    private static double Least(params ReadOnlySpan<double?> shares)
    {
        var least = 1.0;
        foreach (var share in shares) least = Math.Min(least, share ?? 1);
        return least;
    }
}
