namespace L4Balancer.Tests.Systemd;

/// <summary>
/// Reads process data from proc(5). A process may be gone before it is read: then it has no value.
/// </summary>
internal static class ProcFs
{
    public static IEnumerable<int> ChildrenOf(int pid) => All().Where(child => Field(child, "PPid") == $"{pid}");

    public static string? NameOf(int pid) => Field(pid, "Name");

    /// <summary>The host process id of a process in a container.</summary>
    /// <param name="init">Any process of the container, as seen from here.</param>
    /// <param name="inner">The process id as the container sees it.</param>
    public static int Outside(int init, int inner) =>
        All().First(pid => Namespace(pid) == Namespace(init) && InnerId(pid) == $"{inner}");

    /// <summary>The threads of a process whose names begin with this.</summary>
    public static int[] Threads(int pid, string name)
    {
        var tasks = Directory.GetDirectories($"/proc/{pid}/task")
            .Where(task => Read(task + "/comm")?.StartsWith(name, StringComparison.Ordinal) == true);
        return [.. tasks.Select(task => int.Parse(Path.GetFileName(task)))];
    }

    /// <summary>A field of <c>/proc/PID/status</c>.</summary>
    public static string? Field(int pid, string name)
    {
        var lines = Read($"/proc/{pid}/status")?.Split('\n');
        var line = lines?.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return line?[(name.Length + 1)..].Trim();
    }

    /// <summary>The last of the process ids that a process has in the namespaces around it.</summary>
    private static string? InnerId(int pid) => Field(pid, "NSpid")?.Split('\t')[^1];

    private static IEnumerable<int> All() =>
        Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!));

    private static string? Namespace(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
