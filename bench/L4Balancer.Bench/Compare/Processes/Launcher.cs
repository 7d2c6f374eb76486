using System.ComponentModel;
using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>The one place that starts processes.</summary>
internal static class Launcher
{
    /// <summary>
    /// setsid(1) executes the program in its own place, so the id that we get is that of the program. LC_ALL, because
    /// what the programs print is parsed.
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
