namespace L4Balancer.Tests.Support;

/// <summary>The processes of this machine, from proc_pid_stat(5).</summary>
internal static class ProcessTable
{
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
