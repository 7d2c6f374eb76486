using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Control;

namespace L4Balancer.Discovery;

/// <summary>
/// Resolves names on its own threads, because a lookup blocks its thread for as long as the resolver takes: on the
/// thread pool, a few names without an answer would hold up everything else. Threads are started as needed, up to
/// <see cref="Limits.LookupThreadsMax"/>, and stay. Names that failed last time use at most half of them, so that they
/// never delay those that succeed.
/// </summary>
internal sealed class LookupThreads(Func<string, Lookup> lookup, BackgroundWork background) : IDisposable
{
    private const int FailingMax = Limits.LookupThreadsMax / 2;

    /// <summary>The C library's resolver needs up to 64 KiB, nsswitch.conf plugins need more.</summary>
    private const int StackBytes = 512 * 1024;

    // All guarded by the lock of this object, which is also a condition variable.
    private readonly object _sync = new();
    private readonly Dictionary<string, LookupJob> _jobs = new(StringComparer.Ordinal);
    private readonly Queue<LookupJob> _fresh = new();
    private readonly Queue<LookupJob> _failing = new();
    private int _threads;
    private int _idle;
    private int _failingRunning;
    private bool _hasEnded;

    /// <summary>Starts a lookup, or joins one of this name that is waiting or running. Returns immediately.</summary>
    /// <param name="isFailing">The last lookup of the name failed.</param>
    public LookupJob Begin(string name, bool isFailing)
    {
        lock (_sync)
        {
            if (_jobs.TryGetValue(name, out var known)) return known;
            var job = new LookupJob(name, isFailing);
            _jobs.Add(name, job);
            (isFailing ? _failing : _fresh).Enqueue(job);
            if (_fresh.Count + Math.Min(_failing.Count, FailingMax - _failingRunning) > _idle) StartThread();
            Monitor.Pulse(_sync);
            return job;
        }
    }

    /// <summary>Starts no more lookups. Running ones are abandoned: nothing can end them.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _hasEnded = true;
            Monitor.PulseAll(_sync);
        }
    }

    private void StartThread()
    {
        if (_threads == Limits.LookupThreadsMax || _hasEnded) return;
        background.StartThread("resolver", OnFault.Restart, Run, StackBytes);
        _threads++;
    }

    private void Run()
    {
        while (Take() is { } job)
        {
            job.HasBegun.TrySetResult();
            var found = Resolve(job.Name);
            lock (_sync)
            {
                _jobs.Remove(job.Name);
                if (job.IsFailing) _failingRunning--;
            }

            job.Done.TrySetResult(found);
        }
    }

    private Lookup Resolve(string name)
    {
        try
        {
            return lookup(name);
        }
        catch (Exception e)
        {
            return Lookup.Failed(NameTrouble.Failed, e.Message);
        }
    }

    private LookupJob? Take()
    {
        lock (_sync)
        {
            while (!_hasEnded)
            {
                if (_fresh.TryDequeue(out var job)) return job;
                if (_failingRunning < FailingMax && _failing.TryDequeue(out job))
                {
                    _failingRunning++;
                    return job;
                }

                _idle++;
                Monitor.Wait(_sync);
                _idle--;
            }

            return null;
        }
    }
}

/// <summary>One lookup. Continuations run on the thread pool.</summary>
internal sealed record LookupJob(string Name, bool IsFailing)
{
    /// <summary>Completes when a thread has taken it.</summary>
    public TaskCompletionSource HasBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<Lookup> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
