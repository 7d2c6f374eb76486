using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Machine;

/// <summary>
/// Measures the CPU use of our processes, of this program with its generators, and of all others.
/// </summary>
internal sealed class MachineWatch(OwnedProcesses owned)
{
    /// <summary>The first of two readings.</summary>
    public MachineLook Look() => new(MachineTimes.Read(), ProcessStat.All());

    public MachineUse Since(MachineLook look)
    {
        var sessions = owned.Sessions;
        var times = MachineTimes.Read() - look.Times;
        var before = look.Processes.ToDictionary(p => p.Id);
        return MachineUse.Of(times, before, ProcessStat.All(), IsOurs);

        bool IsOurs(ProcessStat process) => process.Id == Environment.ProcessId || sessions.Contains(process.Session);
    }

    public async Task<MachineUse> DuringAsync(TimeSpan time, CancellationToken stop)
    {
        var look = Look();
        await Task.Delay(time, stop);
        return Since(look);
    }

    /// <summary>Processor time of everything in a session, in seconds; 0 without a process.</summary>
    public static double SecondsOf(OwnedProcess? process) => process is null
        ? 0
        : ProcessStat.All().Where(p => p.Session == process.Id).Sum(p => p.Ticks) / ProcessStat.TicksPerSecond;
}

/// <summary>A reading of the machine.</summary>
internal sealed record MachineLook(MachineTimes Times, IReadOnlyList<ProcessStat> Processes);
