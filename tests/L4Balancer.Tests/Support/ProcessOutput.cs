namespace L4Balancer.Tests.Support;

/// <summary>The lines that a process has written, and a way to wait for one. Any thread.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _sync = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = NewSource();
    private bool _hasEnded;

    /// <summary>A position, for lines written from now on.</summary>
    public int Count
    {
        get
        {
            lock (_sync) return _lines.Count;
        }
    }

    public string[] Since(int position)
    {
        lock (_sync) return [.. _lines.Skip(position)];
    }

    /// <summary>Reads to the end.</summary>
    public async Task FollowAsync(params IReadOnlyList<StreamReader> readers)
    {
        await Task.WhenAll(readers.Select(FollowOneAsync));
        Publish(() => _hasEnded = true);
    }

    /// <summary>Returns the first matching line from <paramref name="since"/> on.</summary>
    /// <exception cref="AssertionException">The process ended without it, or it was not written in time.</exception>
    public async Task<string> LineAsync(Func<string, bool> isWanted, string what, int since, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        while (true)
        {
            Task more;
            lock (_sync)
            {
                if (_lines.Skip(since).FirstOrDefault(isWanted) is { } line) return line;
                if (_hasEnded) throw Missing($"The process ended without {what}", since);
                more = _more.Task;
            }

            await more.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (deadline.IsCancellationRequested) throw Missing($"Not within {patience}: {what}", since);
        }
    }

    private AssertionException Missing(string what, int since) =>
        new($"{what}. Written since:\n{string.Join('\n', Since(since).TakeLast(60))}");

    private async Task FollowOneAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line) Publish(() => _lines.Add(line));
    }

    private void Publish(Action change)
    {
        TaskCompletionSource told;
        lock (_sync)
        {
            change();
            told = _more;
            _more = NewSource();
        }

        told.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
