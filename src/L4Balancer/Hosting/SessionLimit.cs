using L4Balancer.Core;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>How many sessions the file descriptors of the process allow.</summary>
internal static class SessionLimit
{
    /// <summary>Client and backend.</summary>
    private const int DescriptorsPerSession = 2;

    /// <summary>Listeners, event queues, log, assemblies and the probes in flight.</summary>
    private const int Reserved = 128 + Limits.ProbesInFlightMax;

    public static int OfThisProcess()
    {
        if (!OperatingSystem.IsLinux()) return int.MaxValue;
        return Of(ProcessLimits.OpenFiles().Soft);
    }

    /// <summary>At least 1. A small limit gives up at most a quarter to the reserve.</summary>
    public static int Of(ulong openFiles)
    {
        var usable = openFiles - Math.Min(Reserved, openFiles / 4);
        return (int)Math.Clamp(usable / DescriptorsPerSession, 1, int.MaxValue);
    }
}
