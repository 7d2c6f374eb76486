using System.Globalization;
using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Memory;

/// <summary>Memory and wake-ups of all processes of a session (setsid(2)), from /proc.</summary>
internal static class ProcessMemory
{
    /// <summary>
    /// The proportional set size, which counts shared pages once. So processes that were
    /// forked can be compared with a process that has threads.
    /// </summary>
    public static long ProportionalBytes(OwnedProcess process) =>
        Folders(process).Sum(folder => Field(folder + "/smaps_rollup", "Pss:")) * 1024;

    /// <summary>The resident set size, as an operator sees it, including shared pages.</summary>
    public static long ResidentBytes(OwnedProcess process) =>
        Folders(process).Sum(folder => Field(folder + "/smaps_rollup", "Rss:")) * 1024;

    /// <summary>Voluntary context switches until now, by thread.</summary>
    public static IReadOnlyDictionary<string, long> WakeUps(OwnedProcess process) =>
        Folders(process).SelectMany(folder => Directory.EnumerateDirectories(folder + "/task"))
            .ToDictionary(thread => thread, thread => Field(thread + "/status", "voluntary_ctxt_switches:"));

    /// <summary>Between two readings. The counts of ended threads are lost; those of new ones are complete.</summary>
    public static long WakeUpsBetween(
        IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after) =>
        after.Sum(thread => Math.Max(0, thread.Value - before.GetValueOrDefault(thread.Key)));

    /// <summary>The number after a key; 0 if the key is missing.</summary>
    public static long FieldIn(IEnumerable<string> lines, string key)
    {
        var line = lines.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        var number = line?[key.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return number is null ? 0 : long.Parse(number, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Folders(OwnedProcess process) =>
        ProcessStat.All().Where(p => p.Session == process.Id).Select(p => $"/proc/{p.Id}");

    private static long Field(string file, string key)
    {
        try
        {
            return FieldIn(File.ReadLines(file), key);
        }
        catch (IOException)
        {
            return 0; // The thread ended.
        }
    }
}
