using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Ends the sessions of a backend at a rate, in small steps, so that their clients do not all reconnect at once. Only
/// sessions that were running when it started: later ones were not asked for, and would keep it going indefinitely. Any
/// thread.
/// </summary>
public sealed class PacedReset(ISessionEnding sessions, BackgroundWork background, TimeProvider time) : IDisposable
{
    private const int StepsPerSecond = 10;

    /// <summary>Short enough that each step ends only a few sessions.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1) / StepsPerSecond;

    private readonly Lock _sync = new();

    // Guarded by the lock. At most one entry for each backend of the control side.
    private readonly Dictionary<
        (string Pool, NetAddress Backend), (PacedResetState State, CancellationTokenSource Stop)> _running = [];

    /// <summary>Backends whose sessions are being ended.</summary>
    public int Running
    {
        get
        {
            lock (_sync) return _running.Count;
        }
    }

    /// <summary>Those in progress.</summary>
    internal IReadOnlyList<PacedResetState> States
    {
        get
        {
            lock (_sync) return [.. _running.Values.Select(running => running.State)];
        }
    }

    /// <summary>Starts, replacing any earlier reset of this backend.</summary>
    /// <param name="rate">Sessions per second, at least 1.</param>
    public void Begin(string pool, NetAddress backend, CloseReason reason, int rate) =>
        Begin(new PacedResetState(pool, backend, reason, rate, time.GetElapsedTime(0)));

    /// <summary>Goes on with one that began in another process.</summary>
    internal void Begin(PacedResetState reset)
    {
        var stop = new CancellationTokenSource();
        (PacedResetState State, CancellationTokenSource? Stop) before;
        lock (_sync)
        {
            _running.Remove((reset.Pool, reset.Backend), out before!);
            _running.Add((reset.Pool, reset.Backend), (reset, stop));
        }

        before.Stop?.Cancel();
        background.Start("paced-reset", OnFault.Restart, () => RunAsync(reset, stop), stop: stop.Token);
    }

    /// <summary>From now on no more sessions of this backend are ended.</summary>
    public void Stop(string pool, NetAddress backend)
    {
        (PacedResetState State, CancellationTokenSource Stop) running;
        lock (_sync)
        {
            if (!_running.Remove((pool, backend), out running)) return;
        }

        running.Stop.Cancel();
    }

    /// <summary>Stops all resets.</summary>
    public void Dispose()
    {
        CancellationTokenSource[] stops;
        lock (_sync)
        {
            stops = [.. _running.Values.Select(running => running.Stop)];
            _running.Clear();
        }

        foreach (var stop in stops) stop.Cancel();
    }

    private async Task RunAsync(PacedResetState reset, CancellationTokenSource stop)
    {
        try
        {
            await EndAllAsync(reset, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped, or the engine is gone.
        }

        // Not after a fault: then it restarts, and can still be stopped.
        Forget((reset.Pool, reset.Backend), stop);
    }

    /// <summary>Unless another reset has replaced it.</summary>
    private void Forget((string Pool, NetAddress Backend) key, CancellationTokenSource stop)
    {
        lock (_sync)
        {
            if (_running.TryGetValue(key, out var mine) && mine.Stop == stop) _running.Remove(key);
        }
    }

    /// <summary>
    /// Progress is counted in steps and not in time: after a pause of the machine it continues at its rate, and does
    /// not catch up all at once.
    /// </summary>
    private async Task EndAllAsync(PacedResetState reset, CancellationToken cancellationToken)
    {
        var (pool, backend, reason, rate, began) = reset;
        var ended = 0L;
        for (var step = 1L; ; step++)
        {
            var due = (int)(rate * step / StepsPerSecond - ended);
            if (due > 0)
            {
                var age = time.GetElapsedTime(0) - began;
                if (await sessions.EndSessionsAsync(pool, backend, reason, due, age, cancellationToken) < due) return;
                ended += due;
            }

            await Task.Delay(Step, time, cancellationToken);
        }
    }
}
