using System.Runtime.Versioning;
using L4Balancer.Admin.Model;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Reads the process's resource usage. Cheap enough to do every second: a few small files of /proc, and a count of its
/// descriptors.
/// </summary>
internal static class ProcessReader
{
    public static ProcessSnapshot Read(Balancer balancer, AccessLog? accessLog, CollectorFeed? collector)
    {
        var ports = KernelText.Numbers("/proc/sys/net/ipv4/ip_local_port_range");
        return new ProcessSnapshot
        {
            Id = Environment.ProcessId,
            Descriptors = KernelText.CountEntries("/proc/self/fd"),
            DescriptorsMax = OperatingSystem.IsLinux() ? OpenFilesMax() : 0,
            ResidentBytes = Environment.WorkingSet,
            HeapBytes = GC.GetTotalMemory(false),
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            CollectionPause = GC.GetTotalPauseDuration().TotalSeconds,
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            PortsMax = ports is [var first, var last] ? (int)(last - first + 1) : 0,
            TimeWait = (int)(KernelText.After("/proc/net/sockstat", "TCP:", "tw") ?? 0),
            SignalsDropped = balancer.DroppedSignals,
            AccessLogDropped = accessLog?.Dropped ?? 0,
            TracesDropped = collector?.DroppedSessions ?? 0,
            AccessLogWritten = accessLog?.Written ?? 0,
            BackgroundFaults = balancer.Background.Faults,
        };
    }

    [SupportedOSPlatform("linux")]
    private static long OpenFilesMax()
    {
        var soft = ProcessLimits.OpenFiles().Soft;
        return soft > long.MaxValue ? 0 : (long)soft;
    }
}
