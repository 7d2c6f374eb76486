using System.Diagnostics;
using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Support;

/// <summary>Another program, or this assembly as a program (<see cref="Children.ChildProgram"/>). It does not outlive the test that started it.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>What a program wrote to its standard output until it ended, which it must do with success.</summary>
    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var child = new ChildProcess(StartInfo(program, arguments));
        return await child.OutputAsync();
    }

    /// <summary>Runs a scenario of this assembly, through a command that gives it its surroundings.</summary>
    public static ChildProcess StartScenario(string surroundings, string scenario, EngineKind engine, params string[] arguments)
    {
        string[] words =
        [
            .. surroundings.Split(' ', StringSplitOptions.RemoveEmptyEntries), "dotnet", "exec", typeof(ChildProcess).Assembly.Location, scenario,
            engine.ToString(), .. arguments,
        ];
        var start = StartInfo(words[0], words[1..]);
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1";
        return new ChildProcess(start);
    }

    /// <summary>Runs a scenario to its end; gives the values that it told, by name.</summary>
    public static async Task<Dictionary<string, string>> RunScenarioAsync(string surroundings, string scenario, EngineKind engine)
    {
        using var child = StartScenario(surroundings, scenario, engine);
        return Parse(await child.OutputAsync());
    }

    /// <summary>Asks a scenario that answers lines; gives the values up to the one of this name.</summary>
    public async Task<Dictionary<string, string>> AskAsync(string? question, string last)
    {
        if (question is not null) await _process.StandardInput.WriteLineAsync(question);
        var answer = new List<string>();
        do
        {
            var line = await _process.StandardOutput.ReadLineAsync(Loopback.Deadline);
            Assert.That(line, Is.Not.Null, $"The child ended.");
            answer.Add(line!);
        }
        while (!answer[^1].StartsWith($"{last}=", StringComparison.Ordinal));

        return Parse(string.Join('\n', answer));
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
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);

    private static ProcessStartInfo StartInfo(string program, string[] arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
