using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Hosting;

/// <summary>The program that is to take over: this one, with the same arguments, as it is on disk now.</summary>
[SupportedOSPlatform("linux")]
internal static class SuccessorProgram
{
    /// <summary>The option of <c>run</c> that makes it take over.</summary>
    public const string Option = "--take-over";

    /// <summary>These concern this process alone: its watchdog, and sockets that it was passed.</summary>
    private static readonly string[] Own = ["WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

    /// <summary>Starts it.</summary>
    /// <param name="mine">This end of the channel.</param>
    /// <param name="passed">It gets this descriptor, the other end.</param>
    /// <param name="isDetached">It is to be a child of the service manager.</param>
    /// <param name="kill">Ends it, and returns when it has ended.</param>
    /// <returns>The number of its process, or why it cannot be started.</returns>
    public static SysResult TryStart(DescriptorChannel mine, SafeFd passed, bool isDetached, out Action? kill)
    {
        var (path, arguments) = Command;
        SysResult started;
        if (isDetached)
        {
            started = DetachedProcess.TryStart(path, arguments, Environment(), mine, passed, out var detached);
            kill = detached is null ? null : detached.Kill;
        }
        else
        {
            started = SpawnedProcess.TryStart(path, arguments, Environment(), passed, out var child);
            kill = child is null ? null : child.Kill;
        }

        return started;
    }

    public static string Path => Command.Path;

    /// <summary>
    /// By the name under which it was called, if that is a path: it may be a link to the version that is installed.
    /// </summary>
    private static (string Path, IReadOnlyList<string> Arguments) Command
    {
        get
        {
            var words = Words("/proc/self/cmdline");
            var isPath = words[0].StartsWith('/') && File.Exists(words[0]);
            var arguments = words.Skip(1).Where(word => word != Option).Append(Option);
            return (isPath ? words[0] : System.Environment.ProcessPath!, [.. arguments]);
        }
    }

    private static IEnumerable<string> Environment() =>
        from System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables()
        where !Own.Contains((string)entry.Key)
        select $"{entry.Key}={entry.Value}";

    private static string[] Words(string path) =>
        Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimEnd('\0').Split('\0');
}
