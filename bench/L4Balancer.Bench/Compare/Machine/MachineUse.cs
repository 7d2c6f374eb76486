namespace L4Balancer.Bench.Compare.Machine;

/// <summary>What the machine did between two looks.</summary>
/// <param name="BusySeconds">Processor time of all processes.</param>
/// <param name="ForeignShare">Share of the machine that processes not ours used, 0 to 1.</param>
/// <param name="StolenShare">Share of the machine that the hypervisor took, 0 to 1.</param>
/// <param name="Strangers">The processes that are not ours and used most, with their share of the machine.</param>
internal sealed record MachineUse(
    double BusySeconds, double ForeignShare, double StolenShare, IReadOnlyList<(string Name, double Share)> Strangers)
{
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
        var used = after.Select(p => (Process: p, Ticks: p.Ticks - (before.GetValueOrDefault(p.Id)?.Ticks ?? 0)))
            .Where(u => u.Ticks > 0).ToArray();
        var ours = used.Where(u => isOurs(u.Process)).Sum(u => u.Ticks);
        var strangers = used.Where(u => !isOurs(u.Process)).OrderByDescending(u => u.Ticks).Take(3);
        return new MachineUse(
            times.Busy / ProcessStat.TicksPerSecond,
            Math.Clamp((times.Busy - ours) / all, 0, 1),
            times.Stolen / all,
            [.. strangers.Select(u => ($"{u.Process.Name} ({u.Process.Id})", u.Ticks / all))]);
    }
}
