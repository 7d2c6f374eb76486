namespace L4Balancer.Tests.Support;

/// <summary>A load: a program that ends by itself is run again and again, until it is told to stop.</summary>
internal sealed class RepeatedProgram
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<List<CommandResult>> _running;

    private RepeatedProgram(string program, IReadOnlyList<string> arguments) =>
        _running = Task.Run(() => RunAsync(program, arguments));

    public static RepeatedProgram Start(string program, params IReadOnlyList<string> arguments) =>
        new(program, arguments);

    /// <summary>Lets the run in progress end, and one more.</summary>
    /// <returns>All runs.</returns>
    public async Task<IReadOnlyList<CommandResult>> StopAsync()
    {
        await _stop.CancelAsync();
        var results = await _running;
        _stop.Dispose();
        return results;
    }

    private async Task<List<CommandResult>> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var results = new List<CommandResult>();
        var isLast = false;
        while (!isLast)
        {
            isLast = _stop.IsCancellationRequested;
            results.Add(await Command.RunAsync(TimeSpan.FromMinutes(2), program, arguments));
        }

        return results;
    }
}
