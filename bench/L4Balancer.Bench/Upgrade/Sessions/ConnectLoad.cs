using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace L4Balancer.Bench.Upgrade.Sessions;

/// <summary>New sessions at a fixed rate, whatever becomes of the earlier ones: connect, ask once, close.</summary>
/// <param name="stop">Of the drill.</param>
internal sealed class ConnectLoad(IPEndPoint address, int rate, PauseWatch pauses, CancellationToken stop)
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly List<Task> _sessions = [];

    /// <summary>How many there were; complete after <see cref="RunAsync"/>.</summary>
    public int Count => _sessions.Count;

    /// <summary>Those that failed.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Completes when the last session is over.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var clock = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            var due = TimeSpan.FromSeconds((double)Count / rate);
            if (due - clock.Elapsed is { Ticks: > 0 } early)
                await Task.Delay(early, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!end.IsCancellationRequested) _sessions.Add(OneAsync(Count));
        }

        await Task.WhenAll(_sessions);
    }

    private async Task OneAsync(int number)
    {
        using var client = new EchoClient(number);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await client.ConnectAsync(address, stop);
            await client.AskAsync(stop);
            pauses.Add(began);
        }
        catch (EchoException e)
        {
            _errors.Enqueue(e.Message);
        }
    }
}
