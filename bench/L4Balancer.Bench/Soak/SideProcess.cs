using System.Diagnostics;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Soak;

/// <summary>A process with one side of all sessions; disposing ends it.</summary>
internal sealed class SideProcess : IAsyncDisposable
{
    /// <summary>No reply takes longer: half of it is the time in which sessions may finish.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private SideProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="arguments">Of the verb <c>soak-side</c>.</param>
    public static SideProcess Start(params IReadOnlyList<string> arguments) =>
        new(Launcher.Start([.. Toolbox.ThisProgram(), SoakCommand.SideVerb, .. arguments]));

    public async Task SendAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<T> AskAsync<T>(string command, CancellationToken stop)
    {
        await SendAsync(command);
        return await ReplyAsync<T>(stop);
    }

    /// <exception cref="CompareException">The process has ended, or does not reply.</exception>
    public async Task<T> ReplyAsync<T>(CancellationToken stop)
    {
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Patience, stop);
            if (line is not null) return JsonSerializer.Deserialize<T>(line)!;
            throw new CompareException($"A side of the sessions has ended: {await _errors}");
        }
        catch (TimeoutException)
        {
            throw new CompareException("A side of the sessions does not reply.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Signals.SendToGroup(_process.Id, Signals.Kill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
