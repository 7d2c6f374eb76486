using L4Balancer.Bench.Load.Protocols;
using L4Balancer.Bench.Load.Schedules;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>
/// One thread of the load generator: an event loop, its share of the connections and of the schedule. As a source of
/// its loop it has the timer of the schedule, and a tick that checks for timeouts and for the end.
/// </summary>
internal sealed class LoadWorker : LoopSource, IDisposable
{
    /// <summary>Maximum connects in progress while the load starts: less than the queue of any listener.</summary>
    private const int ConnectingMax = 64;

    private const int TickMilliseconds = 100;
    private const int BufferBytes = 256 * 1024;

    private readonly LoadConnection[] _connections;
    private readonly Queue<RequestConnection> _waiting = new();
    private readonly PreciseTimer? _timer;
    private Codec? _anyCodec;
    private int _begun;
    private int _mayBegin = ConnectingMax;
    private bool _hasEnded;

    /// <param name="thread">Its number, from 0.</param>
    public LoadWorker(LoadPlan plan, int thread)
    {
        Plan = plan;
        Schedule = plan.MakeSchedule(thread);
        Measurement = new Measurement(plan.From, plan.Until, plan.Options.Rate is not null);
        Loop = new EpollLoop(TimeProvider.System, BenchFaults.End);
        Loop.Attach(this);
        if (plan.Options.Rate is not null)
        {
            _timer = new PreciseTimer();
            Loop.Watch(this, 0, _timer.Fd).OrThrow("epoll_ctl");
        }

        // Numbers differ from those of other threads: echo sends different data on each connection.
        _connections = new LoadConnection[plan.ConnectionsOf(thread)];
        for (var i = 0; i < _connections.Length; i++)
            _connections[i] = MakeConnection(i * plan.Options.Threads + thread);
    }

    public LoadPlan Plan { get; }

    public EpollLoop Loop { get; }

    public RequestSchedule Schedule { get; }

    public Measurement Measurement { get; }

    /// <summary>Received data is processed before the next receive, so one buffer serves all connections.</summary>
    public byte[] Buffer { get; } = GC.AllocateArray<byte>(BufferBytes, pinned: true);

    /// <summary>See <see cref="Codec.AnswerPayload"/>.</summary>
    public int? AnswerPayload { get; private set; }

    /// <summary>When the measurement ended; set after <see cref="Run"/>.</summary>
    public long EndedAt { get; private set; }

    /// <summary>Runs on the calling thread, until the plan's end or <see cref="Stop"/>.</summary>
    public void Run()
    {
        Loop.Again(this);
        Loop.SetTimer(this, Loop.Now + TickMilliseconds);
        Loop.Run();
    }

    /// <summary>Ends the run early. Any thread.</summary>
    public void Stop() => Loop.TryPost(() => End(Math.Min(Nanoseconds.Now, Plan.Until)));

    public void Dispose()
    {
        _timer?.Dispose();
        Loop.Dispose();
    }

    /// <summary>Allows one more connection to start; not immediately, because it may call this itself.</summary>
    public void OpenNext()
    {
        _mayBegin++;
        if (_begun < _connections.Length) Loop.Again(this);
    }

    /// <summary>Registers a connection that is free while no request is due.</summary>
    public void WaitForDue(RequestConnection connection)
    {
        _waiting.Enqueue(connection);
        _timer?.Set(Schedule.NextDue);
    }

    protected override void OnAgain()
    {
        for (; _mayBegin > 0 && _begun < _connections.Length; _mayBegin--)
            _connections[_begun++].Start(Nanoseconds.Now);
    }

    /// <summary>Distributes due requests, one to each waiting connection in turn.</summary>
    protected override void OnReady(int tag, Readiness events)
    {
        _timer?.Forget();
        var now = Nanoseconds.Now;
        while (Schedule.NextDue <= now && _waiting.TryDequeue(out var connection)) connection.TakeOne(now);
        if (_waiting.Count > 0) _timer?.Set(Schedule.NextDue);
    }

    protected override void OnTimer()
    {
        var now = Nanoseconds.Now;
        if (now >= Plan.Until)
        {
            End(Plan.Until);
            return;
        }

        foreach (var connection in _connections) connection.CheckTimeout(now);
        var left = (Plan.Until - now) / 1_000_000 + 1;
        Loop.SetTimer(this, Loop.Now + Math.Min(left, TickMilliseconds));
    }

    private LoadConnection MakeConnection(int number)
    {
        if (Plan.Codecs is null) return new BulkConnection(this);
        var codec = Plan.Codecs.Make(number);
        _anyCodec ??= codec;
        return new RequestConnection(this, codec);
    }

    private void End(long now)
    {
        if (_hasEnded) return;
        (_hasEnded, EndedAt, AnswerPayload) = (true, now, _anyCodec?.AnswerPayload);
        foreach (var connection in _connections) connection.End(now);
        if (Plan.Options.Rate is not null)
        {
            while (Schedule.TryTake(now - 1, out var due)) Measurement.CountUnanswered(due, now);
        }

        Loop.Stop();
    }
}
