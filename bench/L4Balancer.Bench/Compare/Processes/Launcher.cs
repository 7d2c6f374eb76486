using System.ComponentModel;
using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>The only place that starts processes.</summary>
internal static class Launcher
{
    /// <summary>
    /// setsid(1) replaces itself with the program, so the process id is that of the program. LC_ALL is set because
    /// the output of the programs is parsed.
    /// </summary>
    /// <exception cref="CompareException">The program cannot be started.</exception>
    public static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo("setsid", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        try
        {
            return Process.Start(start) ?? throw new CompareException($"{command[0]} cannot be started.");
        }
        catch (Win32Exception e)
        {
            throw new CompareException($"{command[0]} cannot be started with setsid: {e.Message}");
        }
    }
}
