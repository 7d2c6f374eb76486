using System.Runtime.InteropServices;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Keeps the number of sessions even across the workers. The kernel distributes clients across the listening sockets by
/// a hash of their ports, which is even in the long run but not for eight clients: a worker that has more sessions than
/// another hands the client on. Any thread.
/// </summary>
/// <remarks>
/// Handing a client on costs a wake-up of the other loop. Many short sessions would suffer from that and do not need
/// it, for the hash is even across many. So the tolerated imbalance grows with the accept rate of the worker.
/// </remarks>
internal sealed class LoadBalance(int workers)
{
    /// <summary>The window in which the accept rate of a worker is measured, in milliseconds.</summary>
    private const long Window = 100;

    /// <summary>A sixteenth of a worker's accepts in a window is noise of the hash.</summary>
    private const int RateShare = 16;

    private readonly Load[] _loads = new Load[workers];
    private Action? _onAllEnded;
    private volatile bool _isHeld;

    /// <summary>Current sessions of all workers.</summary>
    public int Active => Enumerable.Range(0, _loads.Length).Sum(ActiveOf);

    /// <summary>Current sessions of one worker.</summary>
    public int ActiveOf(int worker) => Volatile.Read(ref _loads[worker].Active);

    /// <summary>To be called before anything else.</summary>
    /// <param name="onAllEnded">Called whenever the last session of a worker has ended.</param>
    public void Join(Action onAllEnded) => _onAllEnded = onAllEnded;

    /// <summary>
    /// Returns the worker to hand the client accepted by <paramref name="worker"/> to; null if it should stay. On that
    /// worker's loop.
    /// </summary>
    /// <param name="now">The time of that worker's loop, in milliseconds.</param>
    public int? LighterThan(int worker, long now)
    {
        if (_loads.Length == 1 || _isHeld) return null;
        ref var load = ref _loads[worker];
        var borne = 1 + load.CountAccept(now) / RateShare;

        // One other worker, in rotation: checking all of them would make each accept more expensive with every core.
        var other = (worker + 1 + load.NextTurn() % (_loads.Length - 1)) % _loads.Length;
        return Volatile.Read(ref load.Active) > Volatile.Read(ref _loads[other].Active) + borne
            ? other
            : null;
    }

    /// <summary>Every client stays where it is accepted, from the next turn of its loop on, or no longer.</summary>
    public void Hold(bool isHeld) => _isHeld = isHeld;

    public void OnBegun(int worker) => Interlocked.Increment(ref _loads[worker].Active);

    public void OnEnded(int worker)
    {
        if (Interlocked.Decrement(ref _loads[worker].Active) == 0) _onAllEnded!();
    }

    /// <summary>The load of one worker, alone on its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Load
    {
        [FieldOffset(0)] public int Active; // Any thread.

        // The worker's loop.
        [FieldOffset(128)] private long _windowBegan;
        [FieldOffset(136)] private int _accepts;
        [FieldOffset(140)] private int _acceptsBefore;
        [FieldOffset(144)] private int _turn;

        /// <summary>Counts an accept and returns the number of accepts in the window.</summary>
        public int CountAccept(long now)
        {
            if (now - _windowBegan >= Window)
            {
                _acceptsBefore = now - _windowBegan < 2 * Window ? _accepts : 0;
                (_windowBegan, _accepts) = (now, 0);
            }

            return Math.Max(++_accepts, _acceptsBefore);
        }

        public int NextTurn() => _turn = (_turn + 1) & 0xFFFF;
    }
}
