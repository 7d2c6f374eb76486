using System.Globalization;

namespace L4Balancer.Bench.Compare.Machine;

/// <summary>The first line of /proc/stat (proc_stat(5)): ticks of all cores since the start of the machine.</summary>
/// <param name="Busy">User, nice, system and interrupts: the work of this machine.</param>
/// <param name="Stolen">Time that the hypervisor gave to others while there was work here.</param>
/// <param name="All">Everything, idle included.</param>
internal sealed record MachineTimes(long Busy, long Stolen, long All)
{
    public static MachineTimes Read() => Parse(File.ReadLines("/proc/stat").First());

    /// <exception cref="FormatException">Not the line of all cores.</exception>
    public static MachineTimes Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 9 || fields[0] != "cpu") throw new FormatException($"Not a line of /proc/stat: {line}");

        // user nice system idle iowait irq softirq steal; the guest fields after them are part of user and nice.
        var ticks = fields[1..9].Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return new MachineTimes(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[7], ticks.Sum());
    }

    public static MachineTimes operator -(MachineTimes later, MachineTimes earlier) =>
        new(later.Busy - earlier.Busy, later.Stolen - earlier.Stolen, later.All - earlier.All);
}
