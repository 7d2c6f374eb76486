using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Admission;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The terms a session keeps until its end, independent of the table it started with: names, timeouts, TCP options, and
/// all its counters. A reload or a removed backend does not change them.
/// </summary>
/// <param name="Listener">Its name, and its counters.</param>
/// <param name="Pool">Null for a client that was refused before its pool was determined.</param>
/// <param name="Backend">The backend that serves the session; null until one does.</param>
/// <param name="BackendCounters">The counters of that backend; the session holds a place on it.</param>
internal readonly record struct SessionTerms(
    ListenerCounters Listener, PoolTerms? Pool, NetAddress? Backend, BackendCounters? BackendCounters)
{
    public bool AreServedBy(string pool, NetAddress backend) => Pool?.Name == pool && backend.Equals(Backend);

    /// <summary>Begins the conversation with the backend, which is connected now.</summary>
    /// <param name="now">Absolute monotonic microseconds.</param>
    public Conversation Converse(long now) => Conversation.Begin(Pool!.Counters, BackendCounters!.Signals, now);

    /// <summary>The conversation with the backend, in the middle of which the session was handed over.</summary>
    public Conversation Resume(long now) => Conversation.Resume(Pool!.Counters, BackendCounters!.Signals, now);

    /// <summary>Returns the place on the backend.</summary>
    public void Release()
    {
        if (BackendCounters is not null) Pool!.Counters.Release(BackendCounters);
    }

    public void CountEnded(SessionCounters all, CloseReason reason)
    {
        BackendCounters?.CountEnded(reason);
        Pool?.Counters.CountEnded(reason);
        Listener.CountEnded(reason);
        all.CountEnded(reason);
    }

    /// <summary>Counts what the end of the session says about its backend, and reports a bad end.</summary>
    public void Judge(in SessionEndFacts facts, ISignalSink signals)
    {
        if (BackendCounters is null) return;
        if (BadEnd.Judge(facts, Pool!, Backend!, BackendCounters) is { } end) signals.Signal(end);
    }

    /// <summary>Counts bytes that have not been counted before.</summary>
    public void CountBytes(long uploaded, long downloaded)
    {
        // Most sessions move no byte between two counts.
        if (BackendCounters is null || (uploaded == 0 && downloaded == 0)) return;
        BackendCounters.CountBytes(uploaded, downloaded);
        Pool!.Counters.CountBytes(uploaded, downloaded);
        Listener.CountBytes(uploaded, downloaded);
    }
}
