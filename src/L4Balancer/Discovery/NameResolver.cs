using System.Collections.Immutable;
using System.Net;
using L4Balancer.Background;
using L4Balancer.Core.Control;

namespace L4Balancer.Discovery;

/// <summary>
/// Resolves the host names of the configuration at the start and then periodically, and posts every answer and every
/// failure; the reducer decides what follows from them. <see cref="Want"/> is called by the control loop only.
/// </summary>
/// <param name="lookup">May block for any length of time; any thread.</param>
public sealed class NameResolver(
    Func<ControlEvent, ValueTask> post, BackgroundWork background, TimeProvider time, Func<string, Lookup> lookup)
    : IDisposable
{
    /// <summary>
    /// A lookup that takes longer is reported as a failure. It is not abandoned, because nothing can end it: a later
    /// answer still counts.
    /// </summary>
    public static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A name that fails is retried after this time, and then after twice the previous pause.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);

    /// <summary>
    /// 2, 4, 8 and 16 s: a container that starts late is found soon, and a failing resolver is not flooded.
    /// </summary>
    private const int RetryDoublings = 3;

    private static readonly string NoAnswer = $"the resolver did not answer within {LookupTimeout.TotalSeconds:0} s";

    private readonly LookupThreads _threads = new(lookup, background);
    private readonly Dictionary<string, CancellationTokenSource> _names = new(StringComparer.Ordinal); // Control loop.
    private TimeSpan _interval; // Written by the control loop; a watch reads it before it sleeps.

    /// <summary>
    /// Resolves names once, concurrently and for no longer than <paramref name="within"/>; those that fail or take
    /// longer are absent. For a configuration that is about to come into force: its first client should find the
    /// backends.
    /// </summary>
    public async Task<ImmutableDictionary<string, ImmutableArray<IPAddress>>> ResolveOnceAsync(
        IEnumerable<string> names, TimeSpan within, CancellationToken cancellationToken)
    {
        var jobs = names.Select(name => _threads.Begin(name, isFailing: false)).ToArray();
        using var patience = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await Task.WhenAll(jobs.Select(job => (Task)job.Done.Task)).WaitAsync(either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return jobs.Where(job => job.Done.Task is { IsCompleted: true, Result.Trouble: null })
            .ToImmutableDictionary(
                job => job.Name, job => job.Done.Task.Result.Addresses.ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>Resolves these names and no others.</summary>
    public void Want(ImmutableArray<string> names, TimeSpan interval)
    {
        _interval = interval;
        foreach (var gone in _names.Keys.Except(names).ToList())
        {
            _names[gone].Cancel();
            _names.Remove(gone);
        }

        foreach (var name in names)
        {
            if (_names.ContainsKey(name)) continue;
            var stop = new CancellationTokenSource();
            _names.Add(name, stop);
            background.Start("name-watch", OnFault.Restart, () => WatchAsync(name, stop.Token), stop: stop.Token);
        }
    }

    public void Dispose()
    {
        foreach (var stop in _names.Values) stop.Cancel();
        _names.Clear();
        _threads.Dispose();
    }

    /// <summary>Runs until the name leaves the configuration or the daemon stops.</summary>
    private async Task WatchAsync(string name, CancellationToken stop)
    {
        var failures = 0;
        while (true)
        {
            var job = _threads.Begin(name, isFailing: failures > 0);
            await job.HasBegun.Task.WaitAsync(stop);
            var isLate = !await HasEndedInTimeAsync(job, stop);
            if (isLate) await post(new NameFailed(name, NameTrouble.NoAnswer, NoAnswer));
            var found = await job.Done.Task.WaitAsync(stop);
            failures = found.Trouble is null ? 0 : failures + 1;

            // The timeout was already reported, and is more informative than the resolver's eventual failure.
            if (found.Trouble is null) await post(new NameResolved(name, [.. found.Addresses]));
            else if (!isLate) await post(new NameFailed(name, found.Trouble.Value, found.Cause));
            await Task.Delay(failures == 0 ? _interval : PauseAfter(failures), time, stop);
        }
    }

    private async Task<bool> HasEndedInTimeAsync(LookupJob job, CancellationToken stop)
    {
        try
        {
            await job.Done.Task.WaitAsync(LookupTimeout, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private TimeSpan PauseAfter(int failures)
    {
        var pause = FirstRetry * (1 << Math.Min(failures - 1, RetryDoublings));
        return pause < _interval ? pause : _interval;
    }
}
