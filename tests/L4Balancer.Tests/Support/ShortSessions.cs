using System.Collections.Concurrent;

namespace L4Balancer.Tests.Support;

/// <summary>A session of <see cref="ShortSessions"/> that failed.</summary>
/// <param name="IsConnect">Whether the client could not connect; otherwise it was connected, but there was no
/// answer.</param>
/// <param name="BeganAt">A timestamp of <see cref="TimeProvider.System"/>.</param>
internal sealed record FailedSession(bool IsConnect, long BeganAt, string Error);

/// <summary>Thrown by a session whose client could not connect.</summary>
internal sealed class ConnectFailedException(Exception cause) : Exception(cause.Message, cause);

/// <summary>
/// A load of short sessions: each worker connects, sends a request, checks the answer and closes, repeatedly.
/// </summary>
internal sealed class ShortSessions : IAsyncDisposable
{
    /// <summary>
    /// The pause between two sessions of a worker, for thousands of sessions, not tens of thousands: each takes a local
    /// port for a while.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FailedSession> _failed = new();
    private readonly Func<Task> _session;
    private readonly Task _running;
    private long _served;

    private ShortSessions(int workers, Func<Task> session)
    {
        (Workers, _session) = (workers, session);
        _running = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>The maximum number of concurrent sessions.</summary>
    public int Workers { get; }

    public long Served => Volatile.Read(ref _served);

    public FailedSession[] Failed => [.. _failed];

    public static ShortSessions Start(int workers, Func<Task> session) => new(workers, session);

    /// <summary>Waits until the given number of further sessions was served.</summary>
    public Task ServesAsync(int more)
    {
        var target = Served + more;
        return Eventually.HoldsAsync(
            () => Served >= target,
            () => $"{target} sessions are served; {Served} were, {_failed.Count} failed: {_failed.LastOrDefault()}",
            TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits for the sessions in progress.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                await _session();
                Interlocked.Increment(ref _served);
            }
            catch (Exception e)
            {
                var error = $"{e.GetType().Name}: {e.Message}";
                _failed.Enqueue(new FailedSession(e is ConnectFailedException, began, error));
            }

            await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
