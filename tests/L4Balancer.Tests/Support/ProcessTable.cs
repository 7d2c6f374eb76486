namespace L4Balancer.Tests.Support;

/// <summary>The processes of this machine, from proc_pid_stat(5).</summary>
internal static class ProcessTable
{
    /// <summary>The processes that were started with such an argument.</summary>
    public static IReadOnlyList<int> With(string argument)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || HasEnded(pid)) continue;
            try
            {
                if (File.ReadAllText($"{folder}/cmdline").Split('\0').Contains(argument)) found.Add(pid);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    /// <summary>Whether a process is gone, or waits for its parent; it may end in this moment.</summary>
    public static bool HasEnded(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
