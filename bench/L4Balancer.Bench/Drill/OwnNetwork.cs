using System.Diagnostics;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill;

/// <summary>
/// Runs the program again in a network namespace of its own, where it may cut the network of a server. Needs root.
/// </summary>
internal static class OwnNetwork
{
    /// <summary>Set in the program that runs there.</summary>
    private const string Mark = "L4BALANCER_DRILL_NETWORK";

    /// <summary>Whether this is the program that runs there.</summary>
    public static bool IsHere => Environment.GetEnvironmentVariable(Mark) == "1";

    public static bool IsPossible(Toolbox tools) => Environment.IsPrivilegedProcess && tools.Ip is not null;

    /// <summary>
    /// In a session of its own, whose number is that of its first process: setsid, unshare and the shell replace
    /// themselves.
    /// </summary>
    /// <param name="stop">Passed on as SIGTERM.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAgainAsync(Toolbox tools, string[] arguments, CancellationToken stop)
    {
        string[] words =
        [
            "unshare", "--net", "sh", "-c", $"{tools.Ip} link set lo up && exec \"$@\"", "drill",
            .. Toolbox.ThisProgram(), .. arguments,
        ];
        using var process = Process.Start(
            new ProcessStartInfo("setsid", words) { UseShellExecute = false, Environment = { [Mark] = "1" } })!;
        await using var passingOn = stop.Register(() => Signals.SendToGroup(process.Id, Signals.Terminate));
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
