using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>What a program that was run to its end left behind.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The last words, for a message of one line.</summary>
    public string LastLine =>
        (Errors + "\n" + Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault("(it said nothing)");
}

/// <summary>Runs a program to its end: a load generator, or one that tells its version.</summary>
internal static class ProgramRun
{
    /// <summary>The program and all that it forked are dead when this returns, however it returns.</summary>
    /// <exception cref="CompareException">It cannot be started, or did not end within the limit.</exception>
    public static async Task<ProgramResult> ToEndAsync(
        IReadOnlyList<string> command, TimeSpan limit, CancellationToken stop)
    {
        using var process = Launcher.Start(command);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop).WaitAsync(limit, stop);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        catch (TimeoutException)
        {
            throw new CompareException($"{command[0]} did not end within {limit.TotalSeconds:0} s.");
        }
        finally
        {
            await EndAsync(process);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        Signals.SendToGroup(process.Id, Signals.Kill);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
