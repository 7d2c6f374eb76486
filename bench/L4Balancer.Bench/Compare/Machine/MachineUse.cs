namespace L4Balancer.Bench.Compare.Machine;

/// <summary>The use of the machine between two readings.</summary>
/// <param name="BusySeconds">Processor time of all processes.</param>
/// <param name="ForeignShare">Share of the machine used by other processes, 0 to 1.</param>
/// <param name="StolenShare">Share of the machine stolen by the hypervisor, 0 to 1.</param>
/// <param name="Strangers">The other processes that used most, with their share of the machine.</param>
internal sealed record MachineUse(
    double BusySeconds, double ForeignShare, double StolenShare, IReadOnlyList<(string Name, double Share)> Strangers)
{
    /// <summary>Share of the machine that was not available to the measurement, 0 to 1.</summary>
    public double DisturbedShare => ForeignShare + StolenShare;

    /// <param name="times">The machine's times between the two readings.</param>
    /// <param name="before">Ticks of a process at the first reading.</param>
    /// <param name="isOurs">Whether a process was started by us, or is this program itself.</param>
    public static MachineUse Of(
        MachineTimes times,
        IReadOnlyDictionary<int, ProcessStat> before,
        IReadOnlyList<ProcessStat> after,
        Func<ProcessStat, bool> isOurs)
    {
        var all = Math.Max(times.All, 1.0);
        var ours = after.Where(isOurs).Sum(p => Since(p, q => q.Ticks));

        // For other processes only their own time: a parent is credited with a child's whole life when the child ends.
        var strangers = after.Where(p => !isOurs(p)).Select(p => (Process: p, Ticks: Since(p, q => q.OwnTicks)))
            .Where(s => s.Ticks > 0).OrderByDescending(s => s.Ticks).Take(3);
        return new MachineUse(
            times.Busy / ProcessStat.TicksPerSecond,
            Math.Clamp((times.Busy - ours) / all, 0, 1),
            times.Stolen / all,
            [.. strangers.Select(s => ($"{s.Process.Name} ({s.Process.Id})", s.Ticks / all))]);

        long Since(ProcessStat process, Func<ProcessStat, long> ticks) =>
            ticks(process) - (before.TryGetValue(process.Id, out var earlier) ? ticks(earlier) : 0);
    }
}
