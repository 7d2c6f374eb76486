using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;

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
    /// <param name="channel">It gets this descriptor.</param>
    /// <returns>The number of its process, or why it cannot be started.</returns>
    public static SysResult TryStart(SafeFd channel, out SpawnedProcess? process)
    {
        var (path, arguments) = Command;
        return SpawnedProcess.TryStart(path, arguments, Environment(), channel, out process);
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
