using System.Diagnostics;
using System.Text;

namespace L4Balancer.Bench.Tests.Support;

/// <summary>A run of the bench program as a separate process; disposing ends it.</summary>
internal sealed class BenchProgram : IDisposable
{
    /// <summary>No test waits longer for something that must happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "L4Balancer.Bench.dll");

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource _firstError = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BenchProgram(string command, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = ReadErrorsAsync();
    }

    public int Pid => _process.Id;

    public static BenchProgram Start(params IEnumerable<string> arguments) => new(Dotnet, [Assembly, .. arguments]);

    /// <summary>Another program, such as a real server, with the same care.</summary>
    public static BenchProgram StartOther(string command, params IEnumerable<string> arguments) =>
        new(command, arguments);

    /// <summary>Runs it to its end.</summary>
    public static async Task<BenchResult> RunAsync(params IEnumerable<string> arguments)
    {
        using var program = Start(arguments);
        return await program.EndAsync();
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException();

    /// <summary>Until it has written a line to its errors, or ended.</summary>
    public Task ReadErrorLineAsync() => _firstError.Task.WaitAsync(Patience);

    public void CloseInput() => _process.StandardInput.Close();

    /// <param name="patience">Null is <see cref="Patience"/>.</param>
    public async Task<BenchResult> EndAsync(TimeSpan? patience = null)
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(patience ?? Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new BenchResult(_process.ExitCode, output, await _errors.WaitAsync(Patience));
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Pid}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<string> ReadErrorsAsync()
    {
        var text = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            _firstError.TrySetResult();
        }

        _firstError.TrySetResult();
        return text.ToString();
    }
}

/// <summary>The result of a run.</summary>
internal sealed record BenchResult(int ExitCode, string Output, string Errors);
