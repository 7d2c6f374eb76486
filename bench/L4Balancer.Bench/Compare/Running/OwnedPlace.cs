using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>Programs that refuse to run as root, and the user that runs them instead.</summary>
/// <param name="owner">The user.</param>
internal sealed class OwnedPlace(string owner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The prefix of a command that the user runs; empty where this program is not root.</summary>
    public IReadOnlyList<string> Runs { get; } = Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={owner}", $"--regid={owner}", "--init-groups", "--"]
        : [];

    /// <summary>Makes the user the owner of a folder that nobody else may enter.</summary>
    /// <exception cref="CompareException">There is no such user.</exception>
    public async Task OwnAsync(string folder, CancellationToken stop)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Environment.IsPrivilegedProcess) return;
        var run = await ProgramRun.ToEndAsync(["chown", "-R", $"{owner}:{owner}", folder], Patience, stop);
        if (run.ExitCode != 0) throw new CompareException($"chown: {run.LastLine}");
    }
}
