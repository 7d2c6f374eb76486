using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>A source whose reactions are given by a test, and that records its events.</summary>
internal sealed class TestSource : LoopSource
{
    public Action<int, Readiness>? Ready { get; set; }

    public Action? Timer { get; set; }

    public Action? Turn { get; set; }

    public Action? Fault { get; set; }

    public List<(int Tag, Readiness Events)> Events { get; } = [];

    public int Timers { get; private set; }

    public int Turns { get; private set; }

    /// <summary>True when one of the events was a readable one.</summary>
    public bool HasRead => Events.Exists(e => e.Events.HasFlag(Readiness.Readable));

    protected internal override void OnReady(int tag, Readiness events)
    {
        Events.Add((tag, events));
        Ready?.Invoke(tag, events);
    }

    protected internal override void OnTimer()
    {
        Timers++;
        Timer?.Invoke();
    }

    protected internal override void OnAgain()
    {
        Turns++;
        Turn?.Invoke();
    }

    protected internal override void OnFault() => Fault?.Invoke();
}
