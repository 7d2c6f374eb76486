using System.Collections.Concurrent;

namespace L4Balancer.Tests.Support;

/// <summary>
/// Redis clients that arrive at a rate, whether or not earlier ones were answered: each connects, sends PING, reads
/// PONG and closes.
/// </summary>
internal sealed class PacedSessions(int port, int perSecond)
{
    private readonly ConcurrentQueue<(long BeganAt, TimeSpan Took)> _took = new();
    private int _begun;
    private int _failed;

    /// <summary>The sessions so far: a timestamp of <see cref="TimeProvider.System"/>, and how long it took.</summary>
    public (long BeganAt, TimeSpan Took)[] Took => [.. _took];

    public Task BegunAsync(int count) => Eventually.HoldsAsync(
        () => Volatile.Read(ref _begun) >= count, () => $"{count} sessions have begun", TimeSpan.FromMinutes(1));

    /// <summary>Returns the number of sessions that failed, once all are over.</summary>
    public async Task<int> RunAsync(int sessions)
    {
        var began = TimeProvider.System.GetTimestamp();
        var running = new Task[sessions];
        for (var i = 0; i < sessions; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            Volatile.Write(ref _begun, i + 1);
            running[i] = Task.Run(OneAsync);
        }

        await Task.WhenAll(running);
        return _failed;
    }

    private async Task OneAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await RedisLoad.SessionAsync(port);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failed);
        }

        _took.Enqueue((began, TimeProvider.System.GetElapsedTime(began)));
    }
}
