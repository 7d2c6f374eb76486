using System.Runtime.ExceptionServices;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>
/// Runs a loop on the test's thread for as many turns as there are steps: each step runs after the events of a turn and
/// before its timers. The loop never sleeps meanwhile, and the clock moves only when a step moves it: by
/// <see cref="Clock"/> between this turn and the next, by <see cref="Work"/> within this turn.
/// </summary>
internal sealed class LoopScript : TimeProvider, IDisposable
{
    private readonly Queue<Action> _steps = new();
    private readonly TestSource _stepper = new();
    private long? _turnEnd;

    public LoopScript()
    {
        Loop = new EpollLoop(this, Faults.Add);
        Loop.Attach(_stepper);
        _stepper.Turn = Step;
    }

    public EpollLoop Loop { get; }

    /// <summary>
    /// The exceptions that the loop caught. A test that expects none need not check: <see cref="Run"/> throws the
    /// first.
    /// </summary>
    public List<Exception> Faults { get; } = [];

    /// <summary>True for a test that throws on purpose.</summary>
    public bool ExpectsFaults { get; init; }

    /// <summary>The time in milliseconds that the loop reads at the start of its next turn.</summary>
    public long Clock { get; set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp()
    {
        var now = _turnEnd ?? Clock;
        _turnEnd = null;
        return now;
    }

    /// <summary>Time that passes within the turn of this step, in milliseconds.</summary>
    public void Work(long milliseconds)
    {
        Clock += milliseconds;
        _turnEnd = Clock;
    }

    /// <summary>Adds a source that waits for the descriptor.</summary>
    public TestSource Watch(int fd, int tag = 0)
    {
        var source = Attach();
        Loop.Watch(source, tag, fd).OrThrow("epoll_ctl");
        return source;
    }

    public TestSource Attach()
    {
        var source = new TestSource();
        Loop.Attach(source);
        return source;
    }

    public void Run(params ReadOnlySpan<Action> steps)
    {
        foreach (var step in steps) _steps.Enqueue(step);
        Loop.Again(_stepper);
        Loop.Run();
        if (!ExpectsFaults && Faults is [var fault, ..]) ExceptionDispatchInfo.Throw(fault);
    }

    public void Dispose() => Loop.Dispose();

    private void Step()
    {
        _turnEnd = Clock;
        if (_steps.TryDequeue(out var step)) step();
        if (_steps.Count > 0) Loop.Again(_stepper);
        else Loop.Stop();
    }
}
