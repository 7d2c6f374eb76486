using System.Runtime.CompilerServices;
using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;
using L4Balancer.Background;

namespace L4Balancer.Admin.History;

/// <summary>
/// Takes a snapshot of the balancer once a second while there are watchers, and every five seconds otherwise, for the
/// history. All watchers share the snapshot, so more of them cost nothing. A slow reader misses some.
/// </summary>
internal sealed class Sampler(IBalancerOperations operations, BackgroundWork background, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = SnapshotHistory.Step;

    private readonly CancellationTokenSource _stop = new();
    private readonly PeriodicTimer _timer = new(Step, time);
    private readonly Lock _sync = new();
    private TaskCompletionSource<SharedSnapshot> _next = NewSignal(); // Guarded by _sync.
    private int _watchers; // Guarded by _sync.
    private bool _isStopped; // Guarded by _sync.
    private Task _running = Task.CompletedTask;

    public SnapshotHistory History => operations.History;

    public void Start() =>
        _running = background.RunAsync("sampler", OnFault.Restart, RunAsync, stop: _stop.Token);

    /// <summary>Yields a snapshot at once, then one every second.</summary>
    public async IAsyncEnumerable<SharedSnapshot> FollowAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CountWatchers(1);
        try
        {
            yield return SharedSnapshot.Of(await operations.SnapshotAsync(cancellationToken));
            while (true) yield return await NextAsync().WaitAsync(cancellationToken);
        }
        finally
        {
            CountWatchers(-1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            _isStopped = true;
            _timer.Dispose();
        }

        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static TaskCompletionSource<SharedSnapshot> NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<SharedSnapshot> NextAsync()
    {
        lock (_sync) return _next.Task;
    }

    /// <summary>An idle balancer wakes rarely: the timer is only as fast as needed.</summary>
    private void CountWatchers(int change)
    {
        lock (_sync)
        {
            _watchers += change;
            if (!_isStopped) _timer.Period = _watchers > 0 ? Beat : Step;
        }
    }

    private async Task RunAsync()
    {
        var recordedAt = time.GetTimestamp();
        await SampleAsync(isStep: true, isWatched: false);
        while (await _timer.WaitForNextTickAsync(_stop.Token))
        {
            // A tick may come a little early.
            var isStep = time.GetElapsedTime(recordedAt) > Step - Beat / 2;
            if (isStep) recordedAt = time.GetTimestamp();
            bool isWatched;
            lock (_sync) isWatched = _watchers > 0;
            if (isStep || isWatched) await SampleAsync(isStep, isWatched);
        }
    }

    private async Task SampleAsync(bool isStep, bool isWatched)
    {
        var snapshot = await operations.SnapshotAsync(_stop.Token);
        if (isStep) History.Add(snapshot);
        if (isWatched) Publish(SharedSnapshot.Of(snapshot));
    }

    private void Publish(SharedSnapshot snapshot)
    {
        TaskCompletionSource<SharedSnapshot> next;
        lock (_sync) (next, _next) = (_next, NewSignal());
        next.SetResult(snapshot);
    }
}

/// <summary>A serialized snapshot, made once for all watchers.</summary>
internal sealed record SharedSnapshot(ReadOnlyMemory<byte> Json)
{
    public static SharedSnapshot Of(BalancerSnapshot snapshot) => new(ApiJson.Bytes(snapshot));
}
