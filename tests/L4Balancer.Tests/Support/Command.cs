using System.ComponentModel;
using System.Diagnostics;

namespace L4Balancer.Tests.Support;

/// <summary>The result of a program that has ended.</summary>
internal sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Errors)
{
    /// <summary>The output without the trailing line feed.</summary>
    public string Text => Output.TrimEnd('\n');

    /// <exception cref="CommandFailedException">The program ended with another exit code than 0.</exception>
    public CommandResult OrThrow() => ExitCode == 0 ? this : throw new CommandFailedException(ToString());

    public override string ToString() => $"{CommandLine}\nexit code {ExitCode}\n{Output}{Errors}";
}

internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>Runs installed programs, each with a time limit.</summary>
internal static class Command
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    public static Task<CommandResult> RunAsync(string program, params IReadOnlyList<string> arguments) =>
        RunAsync(DefaultLimit, program, arguments);

    public static async Task<CommandResult> RunAsync(
        TimeSpan limit, string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var commandLine = $"{program} {string.Join(' ', arguments)}";
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new CommandFailedException($"{commandLine}\nnot ended within {limit}:\n{await output}{await errors}");
        }

        return new CommandResult(commandLine, process.ExitCode, await output, await errors);
    }

    public static bool Exists(string program)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        return folders.Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));
    }

    /// <summary>Ends a process that may have ended already.</summary>
    public static void KillIfRunning(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It had already ended.
        }
    }
}
