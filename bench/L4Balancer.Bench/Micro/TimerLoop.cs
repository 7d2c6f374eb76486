using System.Runtime.Versioning;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// A loop with a number of timers, each due once per period, and a clock that is advanced explicitly. Before
/// <see cref="Start"/> the loop belongs to the caller's thread, afterwards to its own.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class TimerLoop : TimeProvider, IDisposable
{
    private readonly TimerSource _last = new();
    private readonly SemaphoreSlim _isThere = new(0);
    private readonly Action _move;
    private readonly Thread _thread;
    private long _clock; // Milliseconds; the loop's.
    private long _step; // Written by the caller before it posts.

    public TimerLoop(int timers)
    {
        Loop = new EpollLoop(this, BenchFaults.End);
        _thread = new Thread(Loop.Run) { IsBackground = true };
        _move = Move;
        _last.Due = () => _isThere.Release();
        _last.Turn = Hurry;
        Loop.Attach(_last);
        var random = new Random(1);
        for (var i = 0; i < timers; i++)
        {
            var source = new TimerSource();
            var due = (long)random.Next(1, TimerSource.Period);
            source.Due = () => Loop.SetTimer(source, due += TimerSource.Period);
            Loop.Attach(source);
            Loop.SetTimer(source, due);
        }
    }

    public EpollLoop Loop { get; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _clock;

    public void Start() => _thread.Start();

    /// <summary>
    /// Moves the clock and waits until all that became due was called. The loop turns twice, so that its cost and
    /// that of waking it count for nothing beside many timers.
    /// </summary>
    public void Advance(long milliseconds)
    {
        _step = milliseconds;
        Loop.TryPost(_move);
        _isThere.Wait();
    }

    public void Dispose()
    {
        Loop.Stop();
        if (_thread.IsAlive) _thread.Join();
        Loop.Dispose();
        _isThere.Dispose();
    }

    /// <summary>The loop reads its clock at the beginning of a turn, and runs due timers at its end.</summary>
    private void Move()
    {
        _clock += _step;
        Loop.SetTimer(_last, _clock);
        Loop.Again(_last);
    }

    /// <summary>Without this the loop would sleep through the time that has only passed on its clock.</summary>
    private void Hurry()
    {
        if (Loop.Now < _clock) Loop.Again(_last);
    }
}

/// <summary>A source without descriptors.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TimerSource : LoopSource
{
    /// <summary>Milliseconds.</summary>
    public const int Period = 10_000;

    public Action? Due { get; set; }

    public Action? Turn { get; set; }

    protected override void OnReady(int tag, Readiness events)
    {
    }

    protected override void OnTimer() => Due?.Invoke();

    protected override void OnAgain() => Turn?.Invoke();
}
