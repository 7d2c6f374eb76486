using System.Diagnostics;
using L4Balancer.Admin.Model;

namespace L4Balancer.Hosting.Operations;

/// <summary>Reads what the process takes of the machine.</summary>
internal static class ProcessReader
{
    public static ProcessSnapshot Read()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessSnapshot
        {
            Id = Environment.ProcessId,
            Descriptors = process.HandleCount,
            DescriptorsMax = 0,
            ResidentBytes = process.WorkingSet64,
            HeapBytes = GC.GetTotalMemory(false),
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            CollectionPause = GC.GetTotalPauseDuration().TotalSeconds,
            CpuSeconds = process.TotalProcessorTime.TotalSeconds,
            PortsMax = 0,
            TimeWait = 0,
            SignalsDropped = 0,
            AccessLogDropped = 0,
            AccessLogWritten = 0,
        };
    }
}
