using System.Runtime.InteropServices;

namespace L4Balancer.Tests.Support;

/// <summary>The signals that tests send, with their numbers on Linux (signal(7)).</summary>
internal enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    User1 = 10,
    User2 = 12,
    Pipe = 13,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>kill(2).</summary>
internal static class Signals
{
    private const int NoSuchProcess = 3;

    /// <summary>Does nothing if the process has already ended.</summary>
    public static void Send(int pid, Signal signal)
    {
        if (kill(pid, (int)signal) == 0) return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno != NoSuchProcess) throw new InvalidOperationException($"kill({pid}, {signal}) gave errno {errno}.");
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
