using System.Runtime.InteropServices;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>
/// kill(2), because the framework sends only SIGKILL and does not support groups. Numbers as in signal(7).
/// </summary>
internal static class Signals
{
    public const int Hangup = 1;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User2 = 12;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int WindowChange = 28;

    /// <summary>Signals every process of the group; does nothing if none is left.</summary>
    public static void SendToGroup(int leader, int signal) => _ = kill(-leader, signal);

    /// <summary>Does nothing if the process has ended.</summary>
    public static void Send(int process, int signal) => _ = kill(process, signal);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
