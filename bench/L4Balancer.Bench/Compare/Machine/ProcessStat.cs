using System.Globalization;

namespace L4Balancer.Bench.Compare.Machine;

/// <summary>A process as described by /proc/PID/stat (proc_pid_stat(5)).</summary>
/// <param name="Session">The session it belongs to; a child has its parent's.</param>
/// <param name="OwnTicks">Its own processor time, user and system.</param>
/// <param name="ChildTicks">The time of children it has waited for, added when each ends.</param>
internal sealed record ProcessStat(int Id, string Name, int Session, long OwnTicks, long ChildTicks)
{
    /// <summary>USER_HZ: 100 ticks per second on every architecture that .NET supports.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>The sum of both, which loses nothing when a child ends between two readings.</summary>
    public long Ticks => OwnTicks + ChildTicks;

    /// <summary>Every process of the machine (of this container).</summary>
    public static IReadOnlyList<ProcessStat> All() =>
        [.. Directory.EnumerateDirectories("/proc").Select(ReadOrNull).OfType<ProcessStat>()];

    /// <summary>Null if the text has an unknown format.</summary>
    public static ProcessStat? Parse(string text)
    {
        // The name may contain spaces and parentheses: the last closing one ends it.
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
