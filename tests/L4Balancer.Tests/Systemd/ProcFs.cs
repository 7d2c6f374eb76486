namespace L4Balancer.Tests.Systemd;

/// <summary>What proc(5) tells about processes. A process may be gone before it is read: then it has no value.</summary>
internal static class ProcFs
{
    public static IEnumerable<int> ChildrenOf(int pid) => All().Where(child => Field(child, "PPid") == $"{pid}");

    public static string? NameOf(int pid) => Field(pid, "Name");

    /// <summary>The process id on this side of a process in a container.</summary>
    /// <param name="init">Any process of the container, as seen from here.</param>
    /// <param name="inner">The process id as the container sees it.</param>
    public static int Outside(int init, int inner) =>
        All().First(pid => Namespace(pid) == Namespace(init) && Field(pid, "NSpid")?.Split('\t') is [_, .., var last] && last == $"{inner}");

    /// <summary>The threads of a process that have this name.</summary>
    public static int[] Threads(int pid, string name) =>
        [.. Directory.GetDirectories($"/proc/{pid}/task").Where(task => Read(task + "/comm")?.Trim() == name).Select(task => int.Parse(Path.GetFileName(task)))];

    /// <summary>A field of <c>/proc/PID/status</c>.</summary>
    public static string? Field(int pid, string name) =>
        Read($"/proc/{pid}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();

    private static IEnumerable<int> All() =>
        Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(pid => pid > 0);

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
