using System.Globalization;

namespace L4Balancer.Bench.Compare.Machine;

/// <summary>A process as /proc/PID/stat tells of it (proc_pid_stat(5)).</summary>
/// <param name="Session">The session it belongs to; a child has its parent's.</param>
/// <param name="OwnTicks">Its own processor time, user and system.</param>
/// <param name="ChildTicks">That of the children it has waited for, added when each of them has ended.</param>
internal sealed record ProcessStat(int Id, string Name, int Session, long OwnTicks, long ChildTicks)
{
    /// <summary>USER_HZ: the kernel shows 100 ticks a second on every architecture that .NET runs on.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>Of both: the sum over a family loses nothing when a child ends between two looks.</summary>
    public long Ticks => OwnTicks + ChildTicks;

    /// <summary>Every process of the machine (of this container).</summary>
    public static IReadOnlyList<ProcessStat> All() =>
        [.. Directory.EnumerateDirectories("/proc").Select(ReadOrNull).OfType<ProcessStat>()];

    /// <summary>Null when the text is not of the known form.</summary>
    public static ProcessStat? Parse(string text)
    {
        // The name may hold spaces and brackets: the last closing bracket ends it.
        var (open, close) = (text.IndexOf('('), text.LastIndexOf(')'));
        if (open < 0 || close < open) return null;
        var fields = text[(close + 1)..].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 15 || !int.TryParse(text.AsSpan(0, open), out var id)) return null;
        var ticks = fields[11..15].Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        var session = int.Parse(fields[3], CultureInfo.InvariantCulture);
        return new ProcessStat(id, text[(open + 1)..close], session, ticks[0] + ticks[1], ticks[2] + ticks[3]);
    }

    private static ProcessStat? ReadOrNull(string folder)
    {
        if (!char.IsAsciiDigit(folder[^1])) return null;
        try
        {
            return Parse(File.ReadAllText(folder + "/stat"));
        }
        catch (IOException)
        {
            return null; // It ended.
        }
    }
}
