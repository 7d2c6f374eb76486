namespace L4Balancer.Bench.Compare.Machine;

/// <summary>What the machine did between two looks.</summary>
/// <param name="BusySeconds">Processor time of all processes.</param>
/// <param name="ForeignShare">Share of the machine that processes not ours used, 0 to 1.</param>
/// <param name="StolenShare">Share of the machine that the hypervisor took, 0 to 1.</param>
/// <param name="Strangers">The processes that are not ours and used most, with their share of the machine.</param>
internal sealed record MachineUse(
    double BusySeconds, double ForeignShare, double StolenShare, IReadOnlyList<(string Name, double Share)> Strangers)
{
    /// <summary>Share of the machine that was taken from what is measured, 0 to 1.</summary>
    public double DisturbedShare => ForeignShare + StolenShare;

    /// <param name="times">Of the machine, between the two looks.</param>
    /// <param name="before">Ticks of a process at the first look.</param>
    /// <param name="isOurs">Started by us, or this program itself.</param>
    public static MachineUse Of(
        MachineTimes times,
        IReadOnlyDictionary<int, ProcessStat> before,
        IReadOnlyList<ProcessStat> after,
        Func<ProcessStat, bool> isOurs)
    {
        var all = Math.Max(times.All, 1.0);
        var ours = after.Where(isOurs).Sum(p => Since(p, q => q.Ticks));

        // Of the others only what they did themselves: a parent gets the whole life of a child at the child's end.
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
