using System.Diagnostics;

namespace L4Balancer.Bench.Compare.Processes;

/// <summary>The result of a program that has ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The last line of output, for a message.</summary>
    public string LastLine =>
        (Errors + "\n" + Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault("(no output)");
}

/// <summary>Runs a program until it ends: a load generator, or one that prints its version.</summary>
internal static class ProgramRun
{
    /// <summary>The program and all its children have ended when this returns or throws.</summary>
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
