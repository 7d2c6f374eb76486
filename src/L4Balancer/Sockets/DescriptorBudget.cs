using L4Balancer.Core;

namespace L4Balancer.Sockets;

/// <summary>What the file descriptors that a process may have are for.</summary>
/// <param name="Sessions">Sessions at the same time, at least 1; each has two.</param>
/// <param name="Pipes">Pipes of the native engine, at least 1; each has two. A direction for which there is none is
/// copied.</param>
/// <param name="Ceiling">Nobody who could wait takes a descriptor of this number or above. The kernel gives the lowest
/// that is free, so one of this number says that all below are taken.</param>
public sealed record DescriptorBudget(int Sessions, int Pipes, int Ceiling)
{
    private const int PerSession = 2;
    private const int PerPipe = 2;

    /// <summary>As if there were no limit.</summary>
    public static DescriptorBudget Unlimited { get; } = new(int.MaxValue, Limits.PipesMax, int.MaxValue);

    /// <summary>
    /// Shares a limit out. A small one gives up at most a quarter to the probes in flight and an eighth to pipes.
    /// </summary>
    /// <param name="openFiles">The limit of open files of the process.</param>
    public static DescriptorBudget Of(ulong openFiles)
    {
        var probes = Math.Min(Limits.ProbesInFlightMax, openFiles / 4);
        var pipes = Math.Clamp(openFiles / 8 / PerPipe, 1, Limits.PipesMax);
        var reserved = Limits.ProcessDescriptors + Limits.SpareDescriptors + probes + pipes * PerPipe;
        var usable = openFiles - Math.Min(reserved, openFiles);
        var ceiling = openFiles - Math.Min(Limits.SpareDescriptors, openFiles);
        return new DescriptorBudget(
            (int)Math.Clamp(usable / PerSession, 1, int.MaxValue), (int)pipes, (int)Math.Min(ceiling, int.MaxValue));
    }
}
