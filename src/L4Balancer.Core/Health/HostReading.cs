namespace L4Balancer.Core.Health;

/// <summary>What the kernel counts on this server at a moment. What it does not say is null.</summary>
public sealed record HostReading
{
    /// <summary>Time in which processors were busy since the boot, in any unit.</summary>
    public double? CpuBusy { get; init; }

    /// <summary>
    /// Time that there was on all processors since the boot, in the same unit; null if it follows from the clock and
    /// <see cref="Cpus"/>, since <see cref="CpuBusy"/> is in seconds.
    /// </summary>
    public double? CpuTotal { get; init; }

    /// <summary>Processors that may be used, which a container's limit may make a fraction.</summary>
    public double? Cpus { get; init; }

    /// <summary>In bytes.</summary>
    public double? MemoryTotal { get; init; }

    /// <summary>What is not used, or can be freed at once; in bytes.</summary>
    public double? MemoryAvailable { get; init; }

    /// <summary>Tasks that ran or waited for a processor, averaged over a minute.</summary>
    public double? Load { get; init; }

    /// <summary>Share of the last 10 s in which some task waited for a processor, in percent.</summary>
    public double? PsiCpu { get; init; }

    /// <summary>The same for memory.</summary>
    public double? PsiMemory { get; init; }

    /// <summary>The same for input and output.</summary>
    public double? PsiIo { get; init; }
}
