using System.Diagnostics;
using System.Text.Json;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>
/// A process with the ends of all sessions on one side of the balancer, on one event loop. It gets a line for each
/// thing to do on its standard input, and replies with a line of JSON; it ends with its input.
/// </summary>
internal abstract class SoakSide : LoopSource, IDisposable
{
    public const int BufferBytes = 256 * 1024;

    /// <summary>How long finishing may take, in milliseconds; what is left then is reported as it is.</summary>
    private const int FinishMax = 120_000;

    private const int Tick = 50;

    private readonly HashSet<SoakStream> _running = [];
    private readonly List<StreamResult> _ended = [];
    private long _finishBy; // 0 before the results are wanted.

    protected SoakSide()
    {
        Loop = new EpollLoop(TimeProvider.System, BenchFaults.End);
        Loop.Attach(this);
    }

    public EpollLoop Loop { get; }

    /// <summary>What is received into it is checked before the next receive.</summary>
    public byte[] Buffer { get; } = GC.AllocateArray<byte>(BufferBytes, pinned: true);

    public bool IsFinishing { get; private set; }

    /// <summary>The time now, not that of the loop's turn.</summary>
    public long Microseconds => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>Sessions of which something was wrong so far.</summary>
    protected int Faults { get; private set; }

    protected int Wrong { get; private set; }

    protected IReadOnlyCollection<SoakStream> Running => _running;

    /// <summary>On the calling thread, until standard input ends.</summary>
    public void Run()
    {
        new Thread(ReadCommands) { IsBackground = true }.Start();
        Loop.Run();
    }

    public void CountWrong() => Wrong++;

    public void OnEnded(SoakStream stream)
    {
        _running.Remove(stream);
        var result = stream.Result;
        if (result.Fault.Length > 0) Faults++;
        _ended.Add(result);
    }

    public void Dispose() => Loop.Dispose();

    protected void Watch(SoakStream stream, int fd)
    {
        _running.Add(stream);
        Loop.Attach(stream);
        Loop.Watch(stream, 0, fd).OrThrow("epoll_ctl");
    }

    protected static void Reply<T>(T value)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(value));
        Console.Out.Flush();
    }

    protected virtual void Do(string command)
    {
        if (command == "finish") Finish();
        else if (command == "results") ReplyWhenFinished();
        else throw new InvalidOperationException($"There is no command {command}.");
    }

    protected override void OnReady(int tag, Readiness events)
    {
    }

    protected override void OnTimer()
    {
        if (_finishBy != 0) ReplyWhenFinished();
    }

    private void Finish()
    {
        IsFinishing = true;
        foreach (var stream in _running.ToArray()) stream.Finish();
    }

    private void ReplyWhenFinished()
    {
        if (_finishBy == 0) _finishBy = Loop.Now + FinishMax;
        if (_running.Count > 0 && Loop.Now < _finishBy)
        {
            Loop.SetTimer(this, Loop.Now + Tick);
            return;
        }

        Reply<StreamResult[]>([.. _ended, .. _running.Select(stream => stream.Result)]);
    }

    private void ReadCommands()
    {
        while (Console.In.ReadLine() is { } line) Loop.Post(() => Do(line));
        Loop.Stop();
    }
}
