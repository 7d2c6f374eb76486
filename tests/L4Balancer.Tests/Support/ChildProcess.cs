using System.Diagnostics;

namespace L4Balancer.Tests.Support;

/// <summary>Runs other programs; none outlives the test that started it.</summary>
internal static class ChildProcess
{
    /// <summary>What it wrote to its standard output until it ended, which it must do with success.</summary>
    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Loopback.DeadlineFor(long.MaxValue));
            var errors = process.StandardError.ReadToEndAsync(Loopback.DeadlineFor(long.MaxValue));
            await process.WaitForExitAsync(Loopback.DeadlineFor(long.MaxValue));
            Assert.That(process.ExitCode, Is.Zero, $"{program}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
}
