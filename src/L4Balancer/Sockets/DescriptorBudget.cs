using L4Balancer.Core;

namespace L4Balancer.Sockets;

/// <summary>How the file descriptors of the process are allocated.</summary>
/// <param name="Sessions">Maximum concurrent sessions, at least 1; each has two.</param>
/// <param name="Pipes">Pipes of the native engine, at least 1; each has two. A direction without a pipe is
/// copied.</param>
/// <param name="Ceiling">Uses that can wait take no descriptor of this number or above. The kernel returns the lowest
/// free one, so this number means that all below it are taken.</param>
public sealed record DescriptorBudget(int Sessions, int Pipes, int Ceiling)
{
    private const int PerSession = 2;
    private const int PerPipe = 2;

    /// <summary>The budget without a limit.</summary>
    public static DescriptorBudget Unlimited { get; } = new(int.MaxValue, Limits.PipesMax, int.MaxValue);

    /// <summary>
    /// Divides a limit. Of a small one, at most a quarter goes to probes in flight and an eighth to pipes.
    /// </summary>
    /// <param name="openFiles">The open file limit of the process.</param>
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
