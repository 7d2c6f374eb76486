using System.Text;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>A target that keeps its lines, and fails or hangs on request.</summary>
internal sealed class TestTarget : ILogTarget
{
    private readonly Lock _sync = new();
    private readonly List<string> _lines = [];
    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private volatile string? _failure;
    private int _writes;
    private int _waiting;

    public string Name => "the test";

    /// <summary>Lines that are taken before it fails.</summary>
    public int TakenBeforeFailure { get; set; }

    public string? Failure
    {
        set => _failure = value;
    }

    /// <summary>A bug, met once.</summary>
    public Exception? Fault { get; set; }

    public string[] Lines
    {
        get
        {
            lock (_sync) return [.. _lines];
        }
    }

    public int Writes => Volatile.Read(ref _writes);

    public bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    public int Reopened { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Hang() => _gate.Reset();

    public void GoOn() => _gate.Set();

    public int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure)
    {
        Interlocked.Increment(ref _waiting);
        _gate.Wait();
        Interlocked.Decrement(ref _waiting);
        if (Fault is { } fault)
        {
            Fault = null;
            throw fault;
        }

        failure = _failure;
        var taken = failure is null ? count : Math.Min(count, TakenBeforeFailure);
        var all = Encoding.UTF8.GetString(lines).Split('\n');
        Assert.That(all, Has.Length.EqualTo(count + 1), "Complete lines, each with a line feed.");
        lock (_sync) _lines.AddRange(all.Take(taken));
        Interlocked.Increment(ref _writes);
        return taken;
    }

    public void Reopen() => Reopened++;

    public void Dispose() => IsDisposed = true;
}
