using System.Runtime.Versioning;
using BenchmarkDotNet.Attributes;

namespace L4Balancer.Bench.Micro;

/// <summary>
/// The cost of moving a session's timeout: the timer is set and cancelled among those of other sessions.
/// </summary>
[SupportedOSPlatform("linux")]
public class TimerBenchmarks : IDisposable
{
    private const int TimeoutMinMilliseconds = 1000;

    /// <summary>One more hour than the least, in a power of two.</summary>
    private const int TimeoutMask = (1 << 22) - 1;

    private readonly TimerSource _source = new();
    private TimerLoop? _loop;
    private uint _turn;

    /// <summary>Timers of other sessions in the wheel.</summary>
    [Params(1, 1000, 100_000)]
    public int Timers { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _loop = new TimerLoop(Timers);
        _loop.Loop.Attach(_source);
    }

    [Benchmark]
    public void SetAndCancel()
    {
        // A multiplicative sequence: a timeout of every length, in no order.
        var timeout = TimeoutMinMilliseconds + (int)((++_turn * 2654435761) & TimeoutMask);
        _loop!.Loop.SetTimer(_source, timeout);
        _loop.Loop.CancelTimer(_source);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _loop?.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// The cost of a timer that becomes due and is set again: its way down the wheels, the call, and the new slot.
/// </summary>
[SupportedOSPlatform("linux")]
public class TimerAdvanceBenchmarks : IDisposable
{
    private const int Calls = 100_000;

    private TimerLoop? _loop;

    /// <summary>Timers in the wheel; few are due often, many seldom.</summary>
    [Params(1, 1000, 100_000)]
    public int Timers { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _loop = new TimerLoop(Timers);
        _loop.Start();
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public void Advance() => _loop!.Advance(Calls / Timers * (long)TimerSource.Period);

    [GlobalCleanup]
    public void Dispose()
    {
        _loop?.Dispose();
        GC.SuppressFinalize(this);
    }
}
