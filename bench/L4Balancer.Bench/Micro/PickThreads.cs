using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// Threads that wait for a round of picks and do it together. The caller's thread is one of them, so a single thread
/// has no contention. Started once: picks are measured, not threads.
/// </summary>
internal sealed class PickThreads : IDisposable
{
    private readonly PoolView _pool;
    private readonly int _picksEach;
    private readonly Barrier _barrier;
    private readonly Thread[] _helpers;
    private readonly ulong[] _seeds;

    /// <summary>Written before the barrier opens, read after it.</summary>
    private bool _isOver;

    public PickThreads(PoolView pool, int threads, int picks)
    {
        (_pool, _picksEach, _barrier) = (pool, picks / threads, new Barrier(threads));
        _seeds = new ulong[threads];
        for (var i = 0; i < threads; i++) _seeds[i] = (ulong)i << 48;
        _helpers = new Thread[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var thread = i + 1;
            _helpers[i] = new Thread(() => Help(thread)) { IsBackground = true };
            _helpers[i].Start();
        }
    }

    public void RunRound()
    {
        _barrier.SignalAndWait();
        RunShare(0);
        _barrier.SignalAndWait();
    }

    public void Dispose()
    {
        _isOver = true;
        _barrier.SignalAndWait();
        foreach (var helper in _helpers) helper.Join();
        _barrier.Dispose();
    }

    private void Help(int thread)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_isOver) return;
            RunShare(thread);
            _barrier.SignalAndWait();
        }
    }

    /// <summary>Each pick is one session of a different client: its context, its pick, and the release.</summary>
    private void RunShare(int thread)
    {
        var seed = _seeds[thread];
        for (var pick = 0; pick < _picksEach; pick++)
        {
            var context = new PickContext(SplitMix64.Mix(++seed), seed) { Now = SamplePool.Began };
            if (_pool.TryPick(ref context, out var backend) == PickResult.Picked) _pool.Release(backend!);
        }

        _seeds[thread] = seed;
    }
}
