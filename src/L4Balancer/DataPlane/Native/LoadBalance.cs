using System.Runtime.InteropServices;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// Keeps the sessions even over the workers. The kernel spreads clients over the listening sockets by a hash of their
/// ports, which is even in the long run and not with eight clients: a worker that has more sessions than another one
/// hands the client on. Any thread.
/// </summary>
/// <remarks>
/// To hand a client on costs a wake-up of the other loop, which many short sessions would feel and which they do not
/// need, for among many the hash is even. So the difference that is borne grows with the rate at which a worker
/// accepts.
/// </remarks>
internal sealed class LoadBalance(int workers)
{
    /// <summary>Milliseconds over which the rate of a worker is taken.</summary>
    private const long Window = 100;

    /// <summary>A sixteenth of what a worker accepts in a window is noise of the hash.</summary>
    private const int RateShare = 16;

    private readonly Load[] _loads = new Load[workers];
    private Action? _onAllEnded;

    /// <summary>Sessions now, over all workers.</summary>
    public int Active => Enumerable.Range(0, _loads.Length).Sum(ActiveOf);

    /// <summary>Sessions of one worker now.</summary>
    public int ActiveOf(int worker) => Volatile.Read(ref _loads[worker].Active);

    /// <summary>Before anything else.</summary>
    /// <param name="onAllEnded">Called whenever the last session of a worker ended.</param>
    public void Join(Action onAllEnded) => _onAllEnded = onAllEnded;

    /// <summary>
    /// The worker that the client accepted by <paramref name="worker"/> is handed to; null when it is to stay. On that
    /// worker's loop.
    /// </summary>
    /// <param name="now">Milliseconds, of that worker's loop.</param>
    public int? LighterThan(int worker, long now)
    {
        if (_loads.Length == 1) return null;
        ref var load = ref _loads[worker];
        var borne = 1 + load.CountAccept(now) / RateShare;

        // One other, in turn: to look at all of them would make each accept dearer with every core.
        var other = (worker + 1 + load.NextTurn() % (_loads.Length - 1)) % _loads.Length;
        return Volatile.Read(ref load.Active) > Volatile.Read(ref _loads[other].Active) + borne
            ? other
            : null;
    }

    public void OnBegun(int worker) => Interlocked.Increment(ref _loads[worker].Active);

    public void OnEnded(int worker)
    {
        if (Interlocked.Decrement(ref _loads[worker].Active) == 0) _onAllEnded!();
    }

    /// <summary>Of one worker; alone on its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Load
    {
        [FieldOffset(0)] public int Active; // Any thread.

        // The worker's loop.
        [FieldOffset(128)] private long _windowBegan;
        [FieldOffset(136)] private int _accepts;
        [FieldOffset(140)] private int _acceptsBefore;
        [FieldOffset(144)] private int _turn;

        /// <summary>Counts one, and gives the accepts of a window.</summary>
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
