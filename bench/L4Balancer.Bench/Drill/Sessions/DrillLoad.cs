using System.Diagnostics;
using System.Net;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Sessions;

/// <summary>
/// Short sessions at a fixed rate, whatever becomes of the earlier ones (open loop): connect, ask the server for
/// its port, close. The answer shows which server it was.
/// </summary>
internal sealed class DrillLoad(ServerKind servers, IPEndPoint address, int sessions, int rate)
{
    /// <summary>A client that waits longer has gone.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = new();

    /// <summary>Since the start of <see cref="RunAsync"/>.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <returns>All sessions, in their order.</returns>
    public async Task<DrillSession[]> RunAsync(CancellationToken stop)
    {
        var running = new List<Task<DrillSession>>(sessions);
        _clock.Restart();
        for (var i = 0; i < sessions; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Now is { Ticks: > 0 } early) await Task.Delay(early, stop);
            running.Add(OneAsync(due, stop));
        }

        return await Task.WhenAll(running);
    }

    private async Task<DrillSession> OneAsync(TimeSpan due, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(Timeout);
        try
        {
            var server = await servers.AskAsync(address, end.Token);
            return new DrillSession(due, Now - due, server, server == 0 ? "no answer" : null);
        }
        catch (DrillSessionException e)
        {
            return new DrillSession(due, Now - due, 0, e.Kind);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new DrillSession(due, Now - due, 0, "timeout");
        }
    }
}
