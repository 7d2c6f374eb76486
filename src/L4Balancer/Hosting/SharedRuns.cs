namespace L4Balancer.Hosting;

/// <summary>
/// Runs an operation one at a time, with at most one run waiting: requests made while one waits share it, because it
/// begins after all of them. Any thread.
/// </summary>
/// <param name="run">Receives the names of the requesters, each once.</param>
internal sealed class SharedRuns<T>(Func<string, Task<T>> run)
{
    private readonly Lock _sync = new();
    private readonly List<string> _actors = []; // Requesters of the waiting run.
    private Task<T>? _waiting;
    private Task _last = Task.CompletedTask;

    /// <returns>The result of a run that begins after this call.</returns>
    public Task<T> RunAsync(string actor)
    {
        lock (_sync)
        {
            if (!_actors.Contains(actor)) _actors.Add(actor);
            if (_waiting is null) _last = _waiting = RunAfterAsync(_last);
            return _waiting;
        }
    }

    private async Task<T> RunAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        string actors;
        lock (_sync)
        {
            (_waiting, actors) = (null, string.Join(", ", _actors));
            _actors.Clear();
        }

        return await run(actors);
    }
}
