using System.Diagnostics;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// What is due when, in virtual microseconds: a heap with four children per node in one array, so that a plan costs no
/// allocation and few cache lines. What is due at the same time happens in the order in which it was planned.
/// </summary>
internal sealed class Agenda
{
    /// <summary>
    /// The time at which every simulation begins, an hour after the start of the clock: signals take 0 for "never".
    /// </summary>
    public const long Start = 3_600_000_000;

    private const int Children = 4;
    private Planned[] _heap = new Planned[1024];
    private int _count;
    private long _planned;

    public long Now { get; private set; } = Start;

    /// <summary>The same on the control clock.</summary>
    public TimeSpan Clock => TimeSpan.FromMicroseconds(Now);

    /// <summary>When the next event is due; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextAt => _count == 0 ? long.MaxValue : _heap[0].At;

    public static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <param name="subject">The number of a session, a backend, a probe; what <paramref name="kind"/> says.</param>
    /// <param name="stamp">Compared by the receiver, to recognise an event that no longer holds.</param>
    public void After(long delay, EventKind kind, int subject = 0, int stamp = 0) =>
        At(Now + delay, kind, subject, stamp);

    public void At(long at, EventKind kind, int subject = 0, int stamp = 0)
    {
        Debug.Assert(at >= Now, "Nothing can be planned for the past.");
        if (_count == _heap.Length) Array.Resize(ref _heap, _heap.Length * 2);
        Rise(_count++, new Planned(at, _planned++, kind, subject, stamp));
    }

    /// <summary>Moves the time forward, to the next event at most.</summary>
    public void MoveTo(long now)
    {
        Debug.Assert(now >= Now && now <= NextAt, "The time moves forward, from one event to the next.");
        Now = now;
    }

    /// <summary>Removes the next event; there is one.</summary>
    public Planned Take()
    {
        var first = _heap[0];
        var last = _heap[--_count];
        if (_count > 0) Sink(last);
        return first;
    }

    private void Rise(int at, in Planned planned)
    {
        while (at > 0)
        {
            var parent = (at - 1) / Children;
            if (!planned.IsBefore(_heap[parent])) break;
            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = planned;
    }

    private void Sink(in Planned planned)
    {
        var at = 0;
        while (at * Children + 1 is var child && child < _count)
        {
            var end = Math.Min(child + Children, _count);
            var least = child;
            while (++child < end)
            {
                if (_heap[child].IsBefore(_heap[least])) least = child;
            }

            if (!_heap[least].IsBefore(planned)) break;
            _heap[at] = _heap[least];
            at = least;
        }

        _heap[at] = planned;
    }
}

/// <summary>An event of a simulation.</summary>
internal readonly record struct Planned(long At, long Order, EventKind Kind, int Subject, int Stamp)
{
    public bool IsBefore(in Planned other) => At < other.At || (At == other.At && Order < other.Order);
}

/// <summary>What an event is; its subject is in parentheses.</summary>
internal enum EventKind
{
    /// <summary>A session begins (client; -1 if arrivals are open).</summary>
    Arrive,

    /// <summary>A connect has an outcome (session).</summary>
    ConnectEnds,

    /// <summary>A server has finished an answer (session).</summary>
    Answer,

    /// <summary>The client asks its next question (session).</summary>
    Ask,

    /// <summary>The client's tier failed: has another taken over (session)?</summary>
    LookForFailover,

    /// <summary>A place may be free for a session in the line of the pool (session).</summary>
    PlaceIsFree,

    /// <summary>A session has waited for a place as long as it may (session).</summary>
    WaitEnds,

    /// <summary>A failure begins, turns or ends (failure).</summary>
    FailureStep,

    /// <summary>A probe begins (target).</summary>
    ProbeBegins,

    /// <summary>A probe takes longer than is usual (target).</summary>
    ProbeIsLate,

    /// <summary>A probe ends (target).</summary>
    ProbeEnds,

    /// <summary>The control side asked to be woken.</summary>
    Tick,

    /// <summary>The counters are read that weights follow.</summary>
    Measure,

    /// <summary>The traffic of the backends is looked at.</summary>
    Watch,

    /// <summary>A column of the timeline is complete.</summary>
    Column,

    /// <summary>From now on everything counts.</summary>
    WarmedUp,
}
