using L4Balancer.Core;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>How many sessions the file descriptors of the process allow.</summary>
internal static class SessionLimit
{
    /// <summary>Client and backend.</summary>
    private const int DescriptorsPerSession = 2;

    /// <summary>
    /// Assemblies, threads, event queues, listeners and the log: about 130 in an idle daemon that is not a single file,
    /// and more with every thread that the runtime starts later. It must not run out of them: the runtime ends the
    /// process when it cannot start a thread.
    /// </summary>
    private const int OfTheProcess = 256;

    public static int OfThisProcess()
    {
        if (!OperatingSystem.IsLinux()) return int.MaxValue;
        return Of(ProcessLimits.OpenFiles().Soft);
    }

    /// <summary>At least 1. A small limit gives up at most a quarter to the probes in flight.</summary>
    public static int Of(ulong openFiles)
    {
        var reserved = OfTheProcess + Math.Min(Limits.ProbesInFlightMax, openFiles / 4);
        var usable = openFiles - Math.Min(reserved, openFiles);
        return (int)Math.Clamp(usable / DescriptorsPerSession, 1, int.MaxValue);
    }
}
