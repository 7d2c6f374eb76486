using System.Diagnostics;
using System.Net;

namespace L4Balancer.Bench.Upgrade.Sessions;

/// <summary>
/// Sessions that are open for the whole drill: idle ones, and chatty ones, which ask again and again.
/// </summary>
/// <param name="stop">Of the drill.</param>
internal sealed class LongSessions(IPEndPoint address, PauseWatch pauses, CancellationToken stop)
{
    /// <summary>Between two questions of a chatty session.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Connects in progress, so that no backlog overflows.</summary>
    private const int Opening = 100;

    private readonly CancellationTokenSource _end = new();
    private Task<string?>[] _running = [];

    /// <summary>Completes when all are connected and have had an answer.</summary>
    /// <exception cref="EchoException">One is not.</exception>
    public async Task OpenAsync(int idle, int chatty)
    {
        var clients = Enumerable.Range(0, idle + chatty).Select(i => new EchoClient(i)).ToArray();
        await Parallel.ForEachAsync(
            clients, new ParallelOptions { MaxDegreeOfParallelism = Opening, CancellationToken = stop },
            async (client, _) =>
            {
                await client.ConnectAsync(address, stop);
                await client.AskAsync(stop);
            });
        _running = [.. clients.Select((client, i) => RunAsync(client, isChatty: i >= idle))];
    }

    /// <summary>Asks once more on each, and closes them.</summary>
    /// <returns>Why it was lost, for each session; null for one that was kept.</returns>
    public async Task<string?[]> EndAsync()
    {
        await _end.CancelAsync();
        var results = await Task.WhenAll(_running);
        _end.Dispose();
        return results;
    }

    private async Task<string?> RunAsync(EchoClient client, bool isChatty)
    {
        using (client)
        {
            try
            {
                if (isChatty) await ChatAsync(client);
                else await client.IdleAsync(_end.Token);
                await client.AskAsync(stop);
                return null;
            }
            catch (EchoException e)
            {
                return e.Message;
            }
        }
    }

    private async Task ChatAsync(EchoClient client)
    {
        while (!_end.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await client.AskAsync(stop);
            pauses.Add(began);
            await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
