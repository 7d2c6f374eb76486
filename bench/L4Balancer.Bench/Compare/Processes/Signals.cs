using System.Runtime.InteropServices;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>kill(2), for the framework sends SIGKILL only and knows no groups. Numbers as in signal(7).</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>To every process of the group; nothing happens when none is left.</summary>
    public static void SendToGroup(int leader, int signal) => _ = kill(-leader, signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
