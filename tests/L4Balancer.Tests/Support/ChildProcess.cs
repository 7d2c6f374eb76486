using System.Diagnostics;

namespace L4Balancer.Tests.Support;

/// <summary>
/// Another program, or this assembly as a program (<see cref="Children.ChildProgram"/>). It ends with the test
/// that started it.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Returns the standard output of a program, which must succeed.</summary>
    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var child = new ChildProcess(StartInfo(program, arguments));
        return await child.OutputAsync();
    }

    /// <summary>
    /// Runs a scenario of this assembly to its end, through a command that sets up its environment; returns the values
    /// that it printed, by name.
    /// </summary>
    public static async Task<Dictionary<string, string>> RunScenarioAsync(
        string surroundings, string scenario, TestedEngine engine)
    {
        string[] words =
        [
            .. surroundings.Split(' ', StringSplitOptions.RemoveEmptyEntries), "dotnet", "exec",
            typeof(ChildProcess).Assembly.Location, scenario, engine.ToString(),
        ];
        var start = StartInfo(words[0], words[1..]);
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        using var child = new ChildProcess(start);
        return Parse(await child.OutputAsync());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> OutputAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(Loopback.DeadlineFor(long.MaxValue));
        await _process.WaitForExitAsync(Loopback.DeadlineFor(long.MaxValue));
        Assert.That(_process.ExitCode, Is.Zero, $"{await _errors}{output}");
        return output;
    }

    private static Dictionary<string, string> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .ToDictionary(l => l[0], l => l[1]);

    private static ProcessStartInfo StartInfo(string program, string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
